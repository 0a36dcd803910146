package io.metaformer4j.torch;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.EngineReport;
import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.torch.kernel.NativeTypes;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The engine on libtorch: on processors and NVIDIA graphics cards, in three precisions, with gradients. */
public final class TorchEngine implements Engine {

    /** Loads nothing yet. */
    public TorchEngine() {}

    @Override
    public String name() {
        return "torch";
    }

    /** 100, by which other engines say how much they are preferred. */
    @Override
    public int priority() {
        return 100;
    }

    /** All: networks of libtorch follow scores back, and go on from changed activations. */
    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    /** Nothing: whether there is a graphics card is only known once libtorch is loaded, and then said by {@link #load}. */
    @Override
    public Optional<String> obstacle(Placement placement) {
        return Optional.empty();
    }

    @Override
    public List<Device> devices() {
        return withLibtorch(NativeTypes::devices);
    }

    @Override
    public void prepare(Placement placement) {
        withLibtorch(() -> {
            TorchNetwork.prepare(NetworkOptions.of(placement));
            return null;
        });
    }

    @Override
    public EngineReport report() {
        try {
            return withLibtorch(TorchExamination::ofThisMachine);
        } catch (MetaFormerException e) {
            return EngineReport.of(ReportSection.of("natives")
                    .withFact("state", "cannot be loaded, so the engine was not examined")
                    .withFinding(Finding.problem(e.getMessage())));
        }
    }

    @Override
    public Network load(
            Architecture architecture,
            Preprocessing preprocessing,
            Map<String, WeightTensor> weights,
            Placement placement) {
        return withLibtorch(() -> TorchInference.owning(
                TorchNetwork.load(architecture, NetworkOptions.of(placement), weights),
                preprocessing,
                placement.threads()));
    }

    /** The library of natives can be left out of a program, in favour of another engine, while this one is still there. */
    private static <T> T withLibtorch(Supplier<T> body) {
        try {
            return body.get();
        } catch (NoClassDefFoundError e) {
            throw new MetaFormerException(
                    "the torch engine is on the class path, but libtorch is not (" + e.getMessage()
                            + " is missing); add the library org.bytedeco:pytorch-platform, or use another engine",
                    e);
        }
    }
}
