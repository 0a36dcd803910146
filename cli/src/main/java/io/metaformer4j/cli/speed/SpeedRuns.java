package io.metaformer4j.cli.speed;

import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.DownloadProgress;
import io.metaformer4j.cli.output.ErrorMessage;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.profile.Profiler;
import io.metaformer4j.evaluation.speed.InferenceRun;
import io.metaformer4j.evaluation.speed.NetworkProfile;
import io.metaformer4j.evaluation.speed.ProfileBenchmark;
import io.metaformer4j.evaluation.speed.SpeedBenchmark;
import io.metaformer4j.evaluation.speed.SpeedResult;
import io.metaformer4j.evaluation.speed.WarmUp;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.training.speed.TrainStep;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.cost.Complexity;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Measures models one after the other; what fails for one of them is told in its rows. */
final class SpeedRuns {

    private static final long SEED = 0;

    private final Plan plan;
    private final PrintWriter err;
    private final CommandProgress progress;
    private long done;

    /**
     * What is measured of every model.
     *
     * @param part what is timed
     * @param weights which weights networks get
     * @param batches pictures of a run
     * @param warmUp runs that do not count
     * @param rounds runs that count
     * @param profiles whether the steps of answers are timed, too
     */
    record Plan(
            BenchPart part, WeightsSource weights, List<Integer> batches, WarmUp warmUp, int rounds, boolean profiles) {
        Plan {
            batches = List.copyOf(batches);
        }

        /** How many times a row of results is made, for one model in one placement. */
        int measurements() {
            return batches.size() * (part == BenchPart.BOTH ? 2 : 1);
        }
    }

    SpeedRuns(Plan plan, PrintWriter err, CommandProgress progress) {
        this.plan = plan;
        this.err = err;
        this.progress = progress;
    }

    /**
     * Measures a model on one engine in one precision.
     *
     * @param model what the user calls the model
     * @param described the model, with the size of the pictures
     * @param engine what computes
     * @param placement where and how
     * @return a row for each size of a batch
     */
    List<BenchmarkRow> measure(String model, ModelDescription described, Engine engine, Placement placement) {
        Preprocessing input = described.preprocessing();
        List<BenchmarkRow> rows = plan.batches().stream()
                .map(batch ->
                        BenchmarkRow.of(new BenchmarkRow.Setting(model, input, engine.name(), placement, batch, false)))
                .toList();
        rows = each(rows, row -> row.withCost(Complexity.of(described.architecture(), input.height(), input.width())));
        if (plan.part().infers()) {
            boolean possible = rows.stream().anyMatch(row -> row.error().isEmpty());
            rows = possible ? inferred(model, engine, placement, rows) : rows;
            done += rows.size();
        }
        if (plan.part().trains()) {
            rows = each(rows, row -> trained(described, row));
            done += rows.size();
        }
        rows.forEach(row -> row.error().ifPresent(reason -> note(row, reason)));
        return rows;
    }

    private List<BenchmarkRow> inferred(String model, Engine engine, Placement placement, List<BenchmarkRow> rows) {
        try (LoadedModel loaded = load(model, engine, placement)) {
            List<BenchmarkRow> known = rows.stream()
                    .map(row -> row.withBytes(loaded.storesBytes()))
                    .toList();
            List<BenchmarkRow> timed =
                    each(known, row -> row.withInference(inference(loaded.network(), row.setting())));
            return plan.profiles() ? each(timed, row -> row.withProfile(profile(loaded.network(), row))) : timed;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return rows.stream().map(row -> failed(row, e)).toList();
        }
    }

    /** Says nothing of the weights, whose answers nobody looks at. */
    private LoadedModel load(String model, Engine engine, Placement placement) throws IOException {
        try (DownloadProgress downloads = new DownloadProgress(err)) {
            return MetaFormers.standard()
                    .withDownloads(downloads)
                    .withEngine(engine)
                    .load(ModelRequest.of(model).withWeights(plan.weights()).withPlacement(placement));
        }
    }

    private SpeedResult inference(Network network, BenchmarkRow.Setting setting) {
        Preprocessing input = setting.input();
        show(setting, "answers");
        return time(InferenceRun.of(network, setting.batch(), input.height(), input.width()), setting);
    }

    private NetworkProfile profile(Network network, BenchmarkRow row) {
        BenchmarkRow.Setting setting = row.setting();
        Profiler profiler = network.profiler()
                .orElseThrow(() -> new MetaFormerException("the engine " + setting.engine()
                        + " computes networks as a whole and cannot tell how long their steps take; leave out"
                        + " --profile, or use --engine cpu"));
        Preprocessing input = setting.input();
        show(setting, "steps");
        ImageBatch images = InferenceRun.noise(
                setting.batch(), network.architecture().inputChannels(), input.height(), input.width());
        return ProfileBenchmark.of(cores(setting)).measure(profiler, images, plan.warmUp(), plan.rounds());
    }

    private BenchmarkRow trained(ModelDescription described, BenchmarkRow row) {
        BenchmarkRow.Setting setting = row.setting();
        Preprocessing input = setting.input();
        show(setting, "training steps");
        ImageBatch images = InferenceRun.noise(
                setting.batch(), described.architecture().inputChannels(), input.height(), input.width());
        try (TrainStep step = TrainStep.of(described, setting.placement(), images, SEED)) {
            return row.withTraining(time(step, setting));
        }
    }

    private SpeedResult time(Runnable run, BenchmarkRow.Setting setting) {
        return SpeedBenchmark.of(cores(setting)).measure(run, setting.batch(), plan.warmUp(), plan.rounds());
    }

    private static int cores(BenchmarkRow.Setting setting) {
        return lookedAt(setting.placement(), Runtime.getRuntime().availableProcessors());
    }

    /** As many cores as the runs use; more threads than cores would interrupt one another and look like neighbours. */
    static int lookedAt(Placement placement, int cores) {
        return Math.min(cores, placement.threads().orElse(cores));
    }

    /** A model that is too large for the machine leaves the others alone. */
    private static List<BenchmarkRow> each(List<BenchmarkRow> rows, UnaryOperator<BenchmarkRow> work) {
        List<BenchmarkRow> changed = new ArrayList<>();
        for (BenchmarkRow row : rows) {
            try {
                changed.add(row.error().isPresent() ? row : work.apply(row));
            } catch (RuntimeException | OutOfMemoryError e) {
                changed.add(failed(row, e));
            }
        }
        return changed;
    }

    private static BenchmarkRow failed(BenchmarkRow row, Throwable reason) {
        return row.error().isPresent() ? row : row.failed(new ErrorMessage(reason).line());
    }

    private void show(BenchmarkRow.Setting setting, String what) {
        progress.at(done, setting.model() + ", batch " + setting.batch() + ", " + what);
    }

    private void note(BenchmarkRow row, String reason) {
        err.println("note: " + row.setting().label() + ": " + reason);
    }
}
