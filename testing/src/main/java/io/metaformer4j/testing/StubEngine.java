package io.metaformer4j.testing;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.EngineReport;
import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.match.FinalLayer;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An engine in plain Java that keeps the contract of engines and computes nothing worth knowing: every map is a coarse copy of
 * the picture, and the last linear layer answers for its mean. For tests of what stands above engines.
 */
public final class StubEngine implements Engine {

    /** An engine that needs nothing. */
    public StubEngine() {}

    @Override
    public String name() {
        return "stub";
    }

    /** Less than that of engines whose answers mean something. */
    @Override
    public int priority() {
        return -1;
    }

    @Override
    public List<Device> devices() {
        return List.of(Device.CPU);
    }

    @Override
    public Optional<String> obstacle(Placement placement) {
        if (!placement.device().equals(Device.CPU)) {
            return Optional.of("device " + placement.device() + " is not available to the stub; use cpu");
        }
        return placement.precision() == Precision.FLOAT32
                ? Optional.empty()
                : Optional.of("precision " + placement.precision().shortName() + " is not available to the stub; use "
                        + Precision.FLOAT32.shortName());
    }

    @Override
    public EngineReport report() {
        return EngineReport.of(ReportSection.of("engine")
                .withFact("computes", "coarse copies of pictures, in plain Java")
                .withFinding(Finding.note("the answers of the stub mean nothing; it is there for tests")));
    }

    @Override
    public Network load(
            Architecture architecture,
            Preprocessing preprocessing,
            Map<String, WeightTensor> weights,
            Placement placement) {
        obstacle(placement).ifPresent(sentence -> {
            throw new MetaFormerException(sentence);
        });
        for (ParameterSpec spec : ParameterLayout.of(architecture).specs()) {
            requireFitting(spec, weights.get(spec.name()));
        }
        return new StubNetwork(architecture, preprocessing, lastLayer(architecture, weights), placement);
    }

    private static void requireFitting(ParameterSpec spec, WeightTensor tensor) {
        if (tensor == null) {
            throw new MetaFormerException("tensor " + spec.name() + " is missing");
        }
        List<Integer> shape =
                Arrays.stream(tensor.shape()).mapToObj(Math::toIntExact).toList();
        if (!shape.equals(spec.shape())) {
            throw new MetaFormerException(
                    "tensor " + spec.name() + " has shape " + shape + ", but the network expects " + spec.shape());
        }
        if (!tensor.dtype().isFloating() && spec.kind() != ParameterSpec.Kind.COUNTER) {
            throw new MetaFormerException("tensor " + spec.name() + " is of type " + tensor.dtype()
                    + ", which the stub does not take; save the weights as float32");
        }
    }

    /** Rows of the classifier, of which those of a linear head have one weight for each channel. */
    private static float[] lastLayer(Architecture architecture, Map<String, WeightTensor> weights) {
        String layer = FinalLayer.layer(architecture);
        return layer.isEmpty() ? new float[0] : weights.get(layer + ".weight").toFloats();
    }
}
