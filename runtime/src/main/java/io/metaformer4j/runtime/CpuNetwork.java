package io.metaformer4j.runtime;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.engine.Request;
import io.metaformer4j.engine.profile.Profiler;
import io.metaformer4j.runtime.compile.ByteWeights;
import io.metaformer4j.runtime.compile.NetworkTensors;
import io.metaformer4j.runtime.compile.PlanFusions;
import io.metaformer4j.runtime.compile.PlanWriter;
import io.metaformer4j.runtime.compile.StoredPrecision;
import io.metaformer4j.runtime.dnnl.NarrowSupport;
import io.metaformer4j.runtime.exec.PlanRunner;
import io.metaformer4j.runtime.exec.StepWatch;
import io.metaformer4j.runtime.exec.ThreadWork;
import io.metaformer4j.runtime.kernel.KernelChoice;
import io.metaformer4j.runtime.kernel.RowKernels;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.runtime.profile.GuardedRuns;
import io.metaformer4j.runtime.profile.PlanProfiler;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A network that runs as a plan. */
final class CpuNetwork implements Network {

    private static final Logger LOG = LoggerFactory.getLogger(CpuNetwork.class);

    private final Architecture architecture;
    private final Preprocessing preprocessing;
    private final Placement placement;
    private final ExecutionPlan plan;
    private final int threads;
    private final PlanRunner runner;

    /** Held for reading by runs, for writing by the end. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    /** Makes a network of a plan, whatever has been done to it. */
    CpuNetwork(
            Architecture architecture,
            Preprocessing preprocessing,
            ExecutionPlan plan,
            Placement placement,
            RowKernels kernels) {
        this.architecture = architecture;
        this.preprocessing = preprocessing;
        this.placement = placement;
        this.plan = plan;
        this.threads = placement.threads().orElseGet(() -> Runtime.getRuntime().availableProcessors());
        this.runner = new PlanRunner(plan, preprocessing, threads, kernels);
    }

    static CpuNetwork load(
            Architecture architecture,
            Preprocessing preprocessing,
            Map<String, WeightTensor> weights,
            Placement placement) {
        ExecutionPlan plan = plan(architecture, weights, placement.precision() == Precision.BFLOAT16);
        CpuNetwork network =
                new CpuNetwork(architecture, preprocessing, plan, placement, KernelChoice.kernelsOfProcess());
        try {
            network.prepare();
            return network;
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    private static ExecutionPlan plan(Architecture architecture, Map<String, WeightTensor> weights, boolean bfloat16) {
        ByteWeights bytes = ByteWeights.of(weights);
        ExecutionPlan unfused =
                PlanWriter.write(architecture, NetworkTensors.of(architecture, bytes.asFloats(weights)));
        if (bytes.layers().isEmpty() && !bfloat16) {
            return PlanFusions.fused(unfused, PlanFusions.all());
        }
        StoredPrecision rule = new StoredPrecision(bytes, bfloat16, NarrowSupport.ofProcess());
        ExecutionPlan rounded = PlanFusions.fused(unfused, PlanFusions.all(rule));
        rule.requireUsed(rounded);
        return rounded;
    }

    /** Packs the weights, for the size of picture that is to be expected. */
    private void prepare() {
        try {
            architecture.featureMaps(preprocessing.height(), preprocessing.width());
        } catch (MetaFormerException e) {
            LOG.debug("nothing is prepared for pictures of the usual size: {}", e.getMessage());
            return;
        }
        runner.prepare(preprocessing.height(), preprocessing.width());
        runner.keepPackedOnly();
        Set<String> slow = runner.references();
        if (!slow.isEmpty()) {
            LOG.warn("oneDNN has only its slow reference loops here for {}; answers are right, but late", slow);
        }
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public Placement placement() {
        return placement;
    }

    @Override
    public Outputs run(ImageBatch images, Request request) {
        return run(images, request, StepWatch.NOBODY);
    }

    private Outputs run(ImageBatch images, Request request, StepWatch watch) {
        request.requireOf(architecture);
        requireChannels(images);
        List<MapShape> maps = architecture.featureMaps(images.height(), images.width());
        return whileOpen(() -> {
            Map<Output, FloatArray> outputs = new LinkedHashMap<>();
            Map<Output, float[]> arrays = new LinkedHashMap<>();
            OutputShapes shapes = new OutputShapes(architecture, images, maps);
            for (Output output : request.outputs()) {
                FloatArray array = shapes.allocate(output);
                outputs.put(output, array);
                arrays.put(output, array.values());
            }
            runner.run(images, request, arrays, watch);
            return new Outputs(outputs);
        });
    }

    private <T> T whileOpen(Supplier<T> body) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the network is closed; keep it open as long as it is used");
            }
            return body.get();
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public Optional<Profiler> profiler() {
        Request answers = architecture.hasClassifier() ? Request.LOGITS : Request.everything(architecture);
        return Optional.of(new PlanProfiler(plan, answers, threads, new GuardedRuns() {
            @Override
            public void require(ImageBatch images) {
                requireChannels(images);
                architecture.featureMaps(images.height(), images.width()); // complains of sizes that it does not take
            }

            @Override
            public void run(ImageBatch images, StepWatch watch) {
                CpuNetwork.this.run(images, answers, watch);
            }

            @Override
            public void onEveryThread(ThreadWork work) {
                whileOpen(() -> {
                    runner.onEveryThread(work);
                    return answers;
                });
            }
        }));
    }

    /** The steps that oneDNN computes slowly here, for reports. */
    Set<String> references() {
        return runner.references();
    }

    private void requireChannels(ImageBatch images) {
        if (images.channels() != architecture.inputChannels()) {
            throw new MetaFormerException("a batch of shape [" + images.size() + ", " + images.channels() + ", "
                    + images.height() + ", " + images.width() + "] does not fit the network, which takes pictures of "
                    + architecture.inputChannels() + " channels");
        }
        int statistics = preprocessing.mean().size();
        if (!images.layout().isFloat() && images.channels() != statistics) {
            throw new MetaFormerException("the pictures have " + images.channels()
                    + " channels, but the model's mean and standard deviation have " + statistics
                    + "; give floats that are normalised already");
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                runner.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
