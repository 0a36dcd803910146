package io.metaformer4j.onnx;

import ai.onnxruntime.OrtEnvironment;
import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.EngineReport;
import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.onnx.session.OrtRuntime;
import io.metaformer4j.onnx.writer.GraphSettings;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The engine on ONNX Runtime: on processors, in single precision or with weights that are quantized to bytes. It runs the graphs that
 * {@link OnnxExporter} writes, so that its answers are those of an exported file.
 */
public final class OnnxEngine implements Engine {

    /** Loads nothing yet. */
    public OnnxEngine() {}

    @Override
    public String name() {
        return "onnx";
    }

    /** 20, below the engines that have gradients or are made for these networks. */
    @Override
    public int priority() {
        return 20;
    }

    @Override
    public List<Device> devices() {
        return List.of(Device.CPU);
    }

    /** Bytes, which quantized weights are. */
    @Override
    public Set<DType> quantizedTypes() {
        return Set.of(DType.I8);
    }

    @Override
    public Optional<String> obstacle(Placement placement) {
        if (!placement.device().equals(Device.CPU)) {
            return Optional.of("device " + placement.device()
                    + " is not available to the engine on ONNX Runtime; use cpu, or another engine");
        }
        return placement.precision() == Precision.FLOAT32
                ? Optional.empty()
                : Optional.of("precision " + placement.precision().shortName()
                        + " is not available to the engine on ONNX Runtime; use " + Precision.FLOAT32.shortName()
                        + ", or another engine");
    }

    @Override
    public void prepare(Placement placement) {
        OrtRuntime.environment();
    }

    @Override
    public EngineReport report() {
        ReportSection section = ReportSection.of("engine");
        try {
            return EngineReport.of(
                    section.withFact("ONNX Runtime", OrtRuntime.environment().getVersion())
                            .withFact("opset", GraphSettings.GELU_OPSET)
                            .withFact(
                                    "providers",
                                    String.join(
                                            ", ",
                                            OrtEnvironment.getAvailableProviders().stream()
                                                    .map(provider -> provider.getName())
                                                    .toList())));
        } catch (MetaFormerException e) {
            return EngineReport.of(section.withFact("state", "cannot be loaded, so the engine was not examined")
                    .withFinding(Finding.problem(e.getMessage())));
        }
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
        return OnnxNetwork.load(architecture, preprocessing, weights, placement);
    }
}
