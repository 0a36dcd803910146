package io.metaformer4j.runtime.exec;

import io.metaformer4j.runtime.frame.LevelSizes;
import io.metaformer4j.runtime.frame.MemoryPlan;
import io.metaformer4j.runtime.plan.FusedStep;
import io.metaformer4j.runtime.plan.LinearStep;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.runtime.plan.StepMatcher;
import io.metaformer4j.runtime.plan.WeightMatrix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * How steps follow each other.
 *
 * <p>Threads that compute one picture together wait for each other before a step that reads what was written since they last waited,
 * or writes where something was read or written since. A norm and the scaling of the same map need not wait in between.
 *
 * @param waits bit {@code i} is set if threads wait before the {@code i}-th of the steps that run
 * @param firstLate the first of the steps that run with more bytes of weights than it writes; from there on maps are small
 * @param weighty bit {@code i} is set if the {@code i}-th of the steps that run multiplies by weights
 */
record StepOrder(BitSet waits, int firstLate, BitSet weighty) {

    /** Some memory: a part of the block, or the statistics of one map, which lie elsewhere. */
    private record Area(PlanValue value, long from, long to) {
        boolean meets(Area other) {
            return value.equals(other.value) || (from < other.to && other.from < to);
        }
    }

    /**
     * Looks at all steps that run.
     *
     * @param steps the plan
     * @param active those of its steps that run
     * @param memory where their values lie
     * @param sizes how large they are
     */
    static StepOrder of(List<PlanStep> steps, List<Integer> active, MemoryPlan memory, LevelSizes sizes) {
        BitSet waits = new BitSet();
        List<Area> read = new ArrayList<>();
        List<Area> written = new ArrayList<>();
        for (int i = 0; i < active.size(); i++) {
            PlanStep step = steps.get(active.get(i));
            List<Area> reads = areas(step.reads(), memory, sizes);
            List<Area> writes = areas(step.writes(), memory, sizes);
            if (meet(reads, written) || meet(writes, written) || meet(writes, read)) {
                waits.set(i);
                read.clear();
                written.clear();
            }
            read.addAll(reads);
            written.addAll(writes);
        }
        BitSet weighty = new BitSet();
        for (int i = 0; i < active.size(); i++) {
            weighty.set(i, steps.get(active.get(i)).accept(new Weighty()));
        }
        return new StepOrder(waits, firstLate(steps, active, sizes), weighty);
    }

    private static List<Area> areas(List<PlanValue> values, MemoryPlan memory, LevelSizes sizes) {
        List<Area> areas = new ArrayList<>();
        for (PlanValue value : values) {
            long from = value.kind() == PlanValue.Kind.STATISTICS
                    ? 0
                    : memory.offsets().get(value);
            long bytes = value.kind() == PlanValue.Kind.STATISTICS ? 0 : sizes.bytes(value);
            areas.add(new Area(value, from, from + bytes));
        }
        return areas;
    }

    private static boolean meet(List<Area> some, List<Area> others) {
        return some.stream().anyMatch(area -> others.stream().anyMatch(area::meets));
    }

    private static int firstLate(List<PlanStep> steps, List<Integer> active, LevelSizes sizes) {
        for (int i = 0; i < active.size(); i++) {
            PlanStep step = steps.get(active.get(i));
            long written =
                    Float.BYTES * step.writes().stream().mapToLong(sizes::count).sum();
            if (step.accept(new WeightBytes()) > written) {
                return i;
            }
        }
        return active.size();
    }

    /** Whether a step multiplies by weights. */
    private static final class Weighty implements StepMatcher<Boolean> {
        @Override
        public Boolean other(PlanStep step) {
            return step.accept(new WeightBytes()) > 0;
        }

        /** Whose weights are small enough to stay in the caches from one chunk of rows to the next. */
        @Override
        public Boolean chain(FusedStep.Chain step) {
            return true;
        }
    }

    /** How large the weights of a product are, or of both of fewer bits that run together. */
    private static final class WeightBytes implements StepMatcher<Long> {
        @Override
        public Long other(PlanStep step) {
            return 0L;
        }

        @Override
        public Long product(LinearStep.Product step) {
            return (long) step.weight().outputs() * step.weight().inputs() * Float.BYTES;
        }

        @Override
        public Long narrowed(FusedStep.Narrowed step) {
            return bytes(step.first()) + step.second().map(WeightBytes::bytes).orElse(0L);
        }

        private static long bytes(FusedStep.NarrowLayer layer) {
            WeightMatrix weight = layer.product().weight();
            return (long) weight.outputs() * weight.inputs() * each(layer.bytes());
        }

        @Override
        public Long convolve(LinearStep.Convolve step) {
            return (long) step.weight().size() * Float.BYTES;
        }

        @Override
        public Long narrowConvolve(FusedStep.NarrowConvolve step) {
            return (long) step.convolution().weight().size() * each(step.bytes());
        }

        /** The size of a weight as it is multiplied. */
        private static int each(Optional<FusedStep.Bytes> bytes) {
            return bytes.map(stored -> stored.multiplied() ? Byte.BYTES : Float.BYTES)
                    .orElse(Short.BYTES);
        }
    }

    /** The step behind one that multiplies by weights and those that follow it without: they find its result in the caches. */
    int endOfGroup(int index, int steps) {
        int next = weighty.nextSetBit(index + 1);
        return next < 0 ? steps : next;
    }

    /** Whether threads wait for each other before one of the steps that run. */
    boolean isWait(int index) {
        return waits.get(index);
    }
}
