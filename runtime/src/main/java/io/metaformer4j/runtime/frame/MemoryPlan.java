package io.metaformer4j.runtime.frame;

import io.metaformer4j.runtime.dnnl.NativeMemory;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each value lies in one block of memory: values that are never needed at the same time share places. A value that takes
 * over the memory of another has its place.
 *
 * @param offsets bytes from the start of the block
 * @param bytes size of the block
 */
public record MemoryPlan(Map<PlanValue, Long> offsets, long bytes) {

    /** A place and the steps during which it is taken. */
    private static final class Place {
        private final long size;
        private final int from;
        private int to;
        private long offset;

        Place(long size, int from) {
            this.size = size;
            this.from = from;
            this.to = from;
        }

        boolean meets(Place other) {
            return from <= other.to && other.from <= to;
        }
    }

    /** Plans the memory of all values of a plan. */
    public static MemoryPlan of(List<PlanStep> steps, LevelSizes sizes) {
        Map<PlanValue, Place> places = new HashMap<>();
        List<Place> inOrder = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            PlanStep step = steps.get(i);
            for (PlanValue value : step.reads()) {
                places.get(value).to = i;
            }
            for (PlanValue value : step.writes()) {
                boolean takesOver = step.overwrites().isPresent() && value.kind() != PlanValue.Kind.STATISTICS;
                Place place =
                        takesOver ? places.get(step.overwrites().get()) : new Place(aligned(sizes.bytes(value)), i);
                place.to = i;
                places.put(value, place);
                if (!takesOver) {
                    inOrder.add(place);
                }
            }
        }
        long bytes = settle(inOrder);
        Map<PlanValue, Long> offsets = new HashMap<>();
        places.forEach((value, place) -> offsets.put(value, place.offset));
        return new MemoryPlan(offsets, bytes);
    }

    /** Largest first, each at the lowest offset where nothing lies that is needed at the same time. */
    private static long settle(List<Place> places) {
        List<Place> settled = new ArrayList<>();
        long end = 0;
        List<Place> bySize = new ArrayList<>(places);
        bySize.sort((a, b) -> Long.compare(b.size, a.size));
        for (Place place : bySize) {
            List<Place> neighbours = new ArrayList<>(settled);
            neighbours.removeIf(other -> !other.meets(place));
            neighbours.sort((a, b) -> Long.compare(a.offset, b.offset));
            long offset = 0;
            for (Place other : neighbours) {
                if (offset + place.size <= other.offset) {
                    break;
                }
                offset = Math.max(offset, other.offset + other.size);
            }
            place.offset = offset;
            settled.add(place);
            end = Math.max(end, offset + place.size);
        }
        return end;
    }

    private static long aligned(long bytes) {
        return (bytes + NativeMemory.ALIGNMENT - 1) / NativeMemory.ALIGNMENT * NativeMemory.ALIGNMENT;
    }
}
