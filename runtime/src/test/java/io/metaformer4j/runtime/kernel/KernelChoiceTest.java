package io.metaformer4j.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class KernelChoiceTest {

    /** The plain loops, which forget the last number of a sum or write one too many. */
    private static RowKernels wrong(boolean sums) {
        PlainKernels plain = new PlainKernels();
        return (RowKernels) Proxy.newProxyInstance(
                RowKernels.class.getClassLoader(), new Class<?>[] {RowKernels.class}, (proxy, method, arguments) -> {
                    if (sums && method.getName().equals("sum") && (int) arguments[1] % RowKernels.LANES == 1) {
                        return plain.sum((float[]) arguments[0], (int) arguments[1] - 1);
                    }
                    if (!sums && method.getName().equals("multiply")) {
                        ((float[]) arguments[0])[(int) arguments[3]] = 0;
                    }
                    return method.invoke(plain, arguments);
                });
    }

    @Test
    void vector_loops_give_the_numbers_of_the_plain_ones() {
        assumeTrue(
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && VectorKernels.fits(),
                "this Java or processor has no vectors");
        assertThat(new KernelProbe(new VectorKernels()).firstDifference()).isEmpty();
        KernelChoice choice = KernelChoice.ofProcess();
        assertThat(choice.kernels().description()).startsWith("vectors of ");
        assertThat(new KernelProbe(KernelChoice.kernelsOfProcess()).firstDifference())
                .isEmpty();
        assertThat(choice.wrong()).isFalse();
    }

    @Test
    void loops_that_forget_a_tail_are_not_used() {
        KernelChoice choice = KernelChoice.checked(wrong(true));
        assertThat(choice.kernels()).isInstanceOf(PlainKernels.class);
        assertThat(choice.wrong()).isTrue();
        assertThat(choice.reason()).contains("sums");
    }

    @Test
    void loops_that_write_behind_the_end_are_not_used() {
        assertThat(KernelChoice.checked(wrong(false)).reason()).contains("products");
    }

    @Test
    void loops_that_warm_up_compute_the_same_before_and_afterwards() {
        WarmingKernels warming = new WarmingKernels(new PlainKernels());
        assertThat(new KernelProbe(warming).firstDifference()).isEmpty();
        warming.goOverTo(new PlainKernels());
        assertThat(new KernelProbe(warming).firstDifference()).isEmpty();
    }

    @Test
    void loops_that_have_warmed_up_are_the_second_ones() {
        RowKernels second = wrong(true);
        WarmingKernels warming = new WarmingKernels(new PlainKernels());
        float[] one = {5};
        assertThat(warming.sum(one, 1)).isEqualTo(5);
        warming.goOverTo(second);
        assertThat(warming.sum(one, 1)).isZero();
    }

    @Test
    void sums_take_every_number_once() {
        PlainKernels kernels = new PlainKernels();
        for (int n = 1; n < 70; n++) {
            float[] numbers = new float[n + 5];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = i + 1;
            }
            assertThat(kernels.sum(numbers, n)).isEqualTo(n * (n + 1) / 2f);
            assertThat(kernels.squares(new float[n], n, 2)).isEqualTo(4f * n);
        }
    }
}
