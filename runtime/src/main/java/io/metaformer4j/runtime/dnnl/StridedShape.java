package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * Sides of a tensor, how far apart its values lie, and how they are stored: in float32 unless another type is asked for.
 *
 * @param sides the sides
 * @param strides distance of neighbours along each side in values; empty if oneDNN may choose the layout
 * @param type how a value is stored
 */
public record StridedShape(List<Long> sides, List<Long> strides, ElementType type) {

    /** Copies the lists. */
    public StridedShape {
        sides = List.copyOf(sides);
        strides = List.copyOf(strides);
    }

    /**
     * A tensor in row-major order.
     *
     * @param sides the sides
     * @return the shape
     */
    public static StridedShape dense(long... sides) {
        long[] strides = new long[sides.length];
        long stride = 1;
        for (int i = sides.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= sides[i];
        }
        return of(sides, strides);
    }

    /**
     * A tensor in whatever order the primitive prefers.
     *
     * @param sides the sides
     * @return the shape
     */
    public static StridedShape any(long... sides) {
        return new StridedShape(Arrays.stream(sides).boxed().toList(), List.of(), ElementType.FLOAT32);
    }

    /**
     * A tensor with given strides.
     *
     * @param sides the sides
     * @param strides distance of neighbours along each side
     * @return the shape
     */
    public static StridedShape of(long[] sides, long[] strides) {
        return new StridedShape(
                Arrays.stream(sides).boxed().toList(),
                Arrays.stream(strides).boxed().toList(),
                ElementType.FLOAT32);
    }

    /**
     * The same with values of another type.
     *
     * @param newType how a value is stored
     * @return the shape
     */
    public StridedShape of(ElementType newType) {
        return new StridedShape(sides, strides, newType);
    }

    /**
     * A matrix whose rows lie apart.
     *
     * @param rows number of rows
     * @param columns number of columns
     * @param distance values from the start of a row to that of the next
     * @return the shape
     */
    public static StridedShape matrix(long rows, long columns, long distance) {
        return of(new long[] {rows, columns}, new long[] {distance, 1});
    }

    /**
     * A matrix of which the transposed lies in memory.
     *
     * @param rows number of rows
     * @param columns number of columns
     * @param distance values from the start of a column to that of the next
     * @return the shape
     */
    public static StridedShape transposed(long rows, long columns, long distance) {
        return of(new long[] {rows, columns}, new long[] {1, distance});
    }

    /**
     * One map {@code [1, C, H, W]} whose channels lie together.
     *
     * @param channels channels that are seen
     * @param height rows
     * @param width columns
     * @param distance values from one position to the next, at least the channels
     * @return the shape
     */
    public static StridedShape map(long channels, long height, long width, long distance) {
        return of(
                new long[] {1, channels, height, width},
                new long[] {height * width * distance, 1, width * distance, distance});
    }

    /** The description that oneDNN understands; whoever asked destroys it. */
    dnnl_memory_desc describe() {
        dnnl_memory_desc description = new dnnl_memory_desc();
        long[] dims = sides.stream().mapToLong(Long::longValue).toArray();
        int status = strides.isEmpty()
                ? dnnl_memory_desc_create_with_tag(description, dims.length, dims, type.code(), dnnl_format_tag_any)
                : dnnl_memory_desc_create_with_strides(
                        description,
                        dims.length,
                        dims,
                        type.code(),
                        strides.stream().mapToLong(Long::longValue).toArray());
        DnnlException.check(status, "describing a tensor " + sides);
        return description;
    }
}
