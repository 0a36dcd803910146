package io.metaformer4j.runtime.frame;

import io.metaformer4j.engine.Output;
import io.metaformer4j.runtime.dnnl.CompiledPrimitive;
import io.metaformer4j.runtime.dnnl.NativeMemory;
import io.metaformer4j.runtime.dnnl.PrimitiveCall;
import io.metaformer4j.runtime.dnnl.PrimitiveFactory;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.vision.ImageBatch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Memory in which one picture at a time goes through a network, and the calls that are bound to it. */
public final class Frame implements AutoCloseable {

    private final PrimitiveFactory factory;
    private final MemoryPlan plan;
    private final LevelSizes sizes;
    private final NativeMemory arena;
    private final Map<PlanValue, double[]> statistics = new HashMap<>();
    private final Map<String, NativeMemory> scratch = new HashMap<>();
    private final List<BoundCall> calls = new ArrayList<>();
    private final List<NativeMemory> workspaces = new ArrayList<>();

    private ImageBatch images;
    private int index;
    private Map<Output, float[]> results = Map.of();

    public Frame(PrimitiveFactory factory, MemoryPlan plan, LevelSizes sizes) {
        this.factory = factory;
        this.plan = plan;
        this.sizes = sizes;
        this.arena = new NativeMemory(plan.bytes());
    }

    /** A primitive with its arguments, but for the workspace, which is as large as the hungriest primitive wants it. */
    public static final class BoundCall {
        private final CompiledPrimitive primitive;
        private final Map<Integer, NativeMemory.Address> places;
        private final int part;
        private PrimitiveCall call;

        public BoundCall(CompiledPrimitive primitive, Map<Integer, NativeMemory.Address> places, int part) {
            this.primitive = primitive;
            this.places = places;
            this.part = part;
        }

        public void execute(TileWorker worker) {
            call.execute(worker.stream());
        }
    }

    public NativeMemory.Address address(PlanValue value) {
        return arena.address(plan.offsets().get(value));
    }

    public FloatBuffer floats(PlanValue value) {
        return arena.floats(plan.offsets().get(value), sizes.count(value));
    }

    /** Number, mean and squared differences of each row, one behind the other. */
    public double[] statistics(PlanValue value) {
        return statistics.computeIfAbsent(value, key -> new double[3 * sizes.height(key)]);
    }

    /** Memory that steps of one kind share, one after the other; each thread has its own. */
    public NativeMemory scratch(String kind, int part, long floats) {
        return scratch.computeIfAbsent(kind + " " + part + " " + floats, key -> new NativeMemory(floats * Float.BYTES));
    }

    /** Binds a primitive to arguments, for the thread that has the part. */
    public BoundCall call(CompiledPrimitive primitive, Map<Integer, NativeMemory.Address> places, int part) {
        BoundCall call = new BoundCall(primitive, places, part);
        calls.add(call);
        return call;
    }

    /** Gives every call its workspace, after which all can be executed. */
    public void finish(int parts) {
        for (int part = 0; part < parts; part++) {
            int which = part;
            long most = calls.stream()
                    .filter(call -> call.part == which)
                    .mapToLong(call -> call.primitive.scratchBytes())
                    .max()
                    .orElse(0);
            workspaces.add(new NativeMemory(most));
        }
        for (BoundCall call : calls) {
            call.call = new PrimitiveCall(
                    factory,
                    call.primitive,
                    call.places,
                    workspaces.get(call.part).address(0));
        }
    }

    /** Says which picture comes next, and where what is asked for goes: arrays for the whole batch. */
    public void begin(ImageBatch batch, int picture, Map<Output, float[]> arrays) {
        this.images = batch;
        this.index = picture;
        this.results = arrays;
    }

    /** Forgets the batch, so that its memory can be given back. */
    public void end() {
        this.images = null;
        this.results = Map.of();
    }

    public ImageBatch images() {
        return images;
    }

    public int index() {
        return index;
    }

    public float[] result(Output output) {
        return results.get(output);
    }

    @Override
    public void close() {
        for (BoundCall call : calls) {
            if (call.call != null) {
                call.call.close();
            }
        }
        scratch.values().forEach(NativeMemory::close);
        workspaces.forEach(NativeMemory::close);
        arena.close();
    }
}
