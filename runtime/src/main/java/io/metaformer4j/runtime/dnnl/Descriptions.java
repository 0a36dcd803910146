package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/** What is only needed while a primitive is described. */
final class Descriptions implements AutoCloseable {

    private final List<Runnable> ends = new ArrayList<>();

    dnnl_memory_desc of(StridedShape shape) {
        dnnl_memory_desc description = shape.describe();
        ends.add(() -> dnnl_memory_desc_destroy(description));
        return description;
    }

    /** A description, or the null pointer that means none. */
    dnnl_memory_desc of(Optional<StridedShape> shape) {
        return shape.map(this::of).orElseGet(dnnl_memory_desc::new);
    }

    dnnl_primitive_attr attributes(PostOperations operations) {
        dnnl_primitive_attr attributes = operations.attributes();
        ends.add(() -> dnnl_primitive_attr_destroy(attributes));
        return attributes;
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
