package io.metaformer4j.torch.natives;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Frees every native object that was made on this thread since the scope was opened, except the kept ones. Always used in
 * try-with-resources and confined to one thread:
 *
 * <pre>{@code
 * try (TensorScope scope = TensorScope.open()) {
 *     return scope.keep(network.forward(images).softmax(1));
 * }
 * }</pre>
 */
public final class TensorScope implements AutoCloseable {

    private final PointerScope scope = new PointerScope();
    private final List<Pointer> kept = new ArrayList<>(1);

    private TensorScope() {}

    /** Opens a scope on the current thread, inside the one that is open there. */
    public static TensorScope open() {
        NativeLibraries.load();
        return new TensorScope();
    }

    /**
     * Computes one value in a scope of its own.
     *
     * @param <P> native type
     * @param body computes the value
     * @return the value, owned like a {@linkplain #keep kept} one
     */
    public static <P extends Pointer> P scoped(Supplier<P> body) {
        try (TensorScope scope = open()) {
            return scope.keep(body.get());
        }
    }

    /**
     * Lets a native object survive this scope. Afterwards it belongs to the enclosing scope, or if there is none to the
     * caller, who closes it.
     *
     * @param <P> native type
     * @param object an object made in this scope, or any other
     * @return the object
     */
    public <P extends Pointer> P keep(P object) {
        object.retainReference();
        kept.add(object);
        return object;
    }

    @Override
    public void close() {
        scope.close();
        PointerScope outer = PointerScope.getInnerScope();
        if (outer != null) {
            for (Pointer pointer : kept) {
                outer.attach(pointer);
                pointer.releaseReference();
            }
        }
    }
}
