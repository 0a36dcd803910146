package io.metaformer4j.runtime.dnnl;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencl.User_func_Pointer;

/**
 * How many threads oneDNN takes for one primitive. Its runtime is OpenMP, which has a number for each thread that calls it and
 * no entry in the Java binding; the C function is called through a function pointer of the binding, whose first word is the
 * address of the function.
 */
public final class ThreadLimit {

    private static final String FUNCTION = "omp_set_num_threads";

    private ThreadLimit() {}

    /**
     * Whether the number of threads can be set.
     *
     * @return false if OpenMP was not found, so that every primitive may start threads of its own
     */
    public static boolean isAvailable() {
        DnnlLibrary.load();
        Pointer function = Loader.addressof(FUNCTION);
        return function != null && !function.isNull();
    }

    /**
     * Makes primitives that the calling thread compiles and runs use this thread alone, as long as it lives.
     *
     * @return false if OpenMP was not found, so that every primitive may start threads of its own
     */
    public static boolean toCallingThread() {
        DnnlLibrary.load();
        Loader.load(User_func_Pointer.class);
        Pointer function = Loader.addressof(FUNCTION);
        if (function == null || function.isNull()) {
            return false;
        }
        try (LongPointer holder = new LongPointer(2)) {
            holder.put(0, function.address());
            holder.put(1, 0);
            // a pointer whose address is 1, which the function reads as the number one
            new User_func_Pointer(holder).call(new BareAddress(1));
        }
        return true;
    }

    /** A number where a pointer is expected. */
    private static final class BareAddress extends Pointer {

        BareAddress(long address) {
            super((Pointer) null);
            this.address = address;
        }
    }
}
