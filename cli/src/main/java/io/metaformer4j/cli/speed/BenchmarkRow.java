package io.metaformer4j.cli.speed;

import io.metaformer4j.engine.Placement;
import io.metaformer4j.evaluation.speed.NetworkProfile;
import io.metaformer4j.evaluation.speed.SpeedResult;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.cost.Complexity;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What came out for one model in one way to run it.
 *
 * @param setting what was measured
 * @param cost what the network costs; empty if it cannot take the pictures
 * @param inference times from pictures to answers
 * @param training times of training steps
 * @param profile where the time of answers goes
 * @param error why something is missing
 */
record BenchmarkRow(
        Setting setting,
        Optional<Complexity> cost,
        Optional<SpeedResult> inference,
        Optional<SpeedResult> training,
        Optional<NetworkProfile> profile,
        Optional<String> error) {

    private static final String BYTES = "int8";

    /**
     * What is measured.
     *
     * @param model what the user calls the model
     * @param input size of the pictures
     * @param engine name of what computes
     * @param placement where and how
     * @param batch pictures of a run
     * @param bytes whether weights of the network are bytes; false until it is loaded
     */
    record Setting(String model, Preprocessing input, String engine, Placement placement, int batch, boolean bytes) {

        /** Of a network in bytes these, whatever the precision of the rest is. */
        String precision() {
            return bytes ? BYTES : placement.precision().shortName();
        }

        /** What tells it from others, in a line of text. */
        String label() {
            return PrintableText.of(model) + " on " + engine + ", " + precision() + ", batch " + batch;
        }
    }

    /** Nothing yet. */
    static BenchmarkRow of(Setting setting) {
        return new BenchmarkRow(
                setting, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same of a network whose weights are bytes, or not. */
    BenchmarkRow withBytes(boolean bytes) {
        Setting loaded = new Setting(
                setting.model(), setting.input(), setting.engine(), setting.placement(), setting.batch(), bytes);
        return new BenchmarkRow(loaded, cost, inference, training, profile, error);
    }

    BenchmarkRow withCost(Complexity counted) {
        return new BenchmarkRow(setting, Optional.of(counted), inference, training, profile, error);
    }

    BenchmarkRow withInference(SpeedResult measured) {
        return new BenchmarkRow(setting, cost, Optional.of(measured), training, profile, error);
    }

    BenchmarkRow withTraining(SpeedResult measured) {
        return new BenchmarkRow(setting, cost, inference, Optional.of(measured), profile, error);
    }

    BenchmarkRow withProfile(NetworkProfile measured) {
        return new BenchmarkRow(setting, cost, inference, training, Optional.of(measured), error);
    }

    BenchmarkRow failed(String reason) {
        return new BenchmarkRow(setting, cost, inference, training, profile, Optional.of(reason));
    }

    /** What was measured. */
    Stream<SpeedResult> results() {
        return Stream.concat(inference.stream(), training.stream());
    }
}
