package io.metaformer4j.runtime.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.engine.profile.ProductFormat;
import io.metaformer4j.runtime.dnnl.ExecutionStream;
import io.metaformer4j.runtime.dnnl.NarrowSupport;
import io.metaformer4j.runtime.dnnl.PrimitiveFactory;
import io.metaformer4j.runtime.dnnl.ThreadLimit;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates can be measured for every format and size; what they are says nothing here. */
class ThreadRatesTest {

    /** On a thread of its own, whose OpenMP settings are changed. */
    private static <T> T onThread(Callable<T> body) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(body).get();
        } finally {
            thread.shutdown();
        }
    }

    private static boolean isSupported(ProductFormat format) {
        return switch (format) {
            case FLOAT32 -> true;
            case BFLOAT16 -> NarrowSupport.ofProcess().products().bfloat16();
            case INT8 -> NarrowSupport.ofProcess().products().bytes();
        };
    }

    @ParameterizedTest
    @EnumSource(ProductFormat.class)
    void products_of_every_format_that_the_processor_has(ProductFormat format) throws Exception {
        assumeTrue(isSupported(format), "networks multiply no " + format.word() + " on this processor");
        double rate = onThread(() -> {
            ThreadLimit.toCallingThread();
            try (PrimitiveFactory factory = new PrimitiveFactory();
                    ExecutionStream stream = factory.stream()) {
                return new ThreadRates(factory, stream).product(format);
            }
        });
        assertThat(rate).isPositive().isFinite();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 10_000, 5_000_000})
    void copies_within_any_memory(long bytes) {
        assertThat(ThreadRates.copy(bytes)).isPositive().isFinite();
    }
}
