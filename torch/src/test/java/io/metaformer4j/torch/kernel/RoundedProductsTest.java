package io.metaformer4j.torch.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.torch.natives.NativeLibraries;
import io.metaformer4j.torch.natives.NoArgument;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** bfloat16 has 8 significant bits: the next number after 1 is 1 + 1/128, and 1 + 1/512 is rounded to 1. */
class RoundedProductsTest {

    private static final float SMALL = 1f / 512;

    @BeforeAll
    static void loadNatives() {
        NativeLibraries.load();
    }

    @ParameterizedTest
    @CsvSource({
        "amd64, AVX2, true",
        "x86_64, DEFAULT, true",
        "amd64, AVX512, false",
        "aarch64, DEFAULT, false",
        "aarch64, SVE256, false"
    })
    void only_x86_without_avx512_lacks_the_products(String architecture, String capability, boolean expected) {
        assertThat(RoundedProducts.isWithoutProducts(architecture, capability)).isEqualTo(expected);
    }

    private static Tensor product(Tensor row, Tensor weight) {
        return RoundedProducts.compute(
                rounded -> torch.linear(rounded.apply(row), rounded.apply(weight), NoArgument.tensor()));
    }

    private static double product(float[] row, float[] weight) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor result = product(Tensors.of(row, 1, row.length), Tensors.of(weight, 1, weight.length));
            assertThat(result.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            return result.item_double();
        }
    }

    @Test
    void operands_are_rounded() {
        assertThat(product(new float[] {1 + SMALL, -1}, new float[] {1, 1})).isZero();
        assertThat(product(new float[] {1, -1}, new float[] {1 + SMALL, 1})).isZero();
    }

    @Test
    void sums_are_not_rounded_before_their_end() {
        assertThat(product(new float[] {1, SMALL, SMALL, -1}, new float[] {1, 1, 1, 1}))
                .isEqualTo(2.0 * SMALL);
        assertThat(product(new float[] {1, SMALL}, new float[] {1, 1})).isEqualTo(1);
    }

    @Test
    void gradients_reach_weights_in_single_precision() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor weight = Tensors.of(new float[] {1, 2}, 1, 2).set_requires_grad(true);
            Autocast.bfloat16(false)
                    .compute(() -> product(Tensors.of(new float[] {1 + SMALL, 3}, 1, 2), weight)
                            .sum())
                    .backward();
            assertThat(weight.grad().scalar_type().intern()).isEqualTo(ScalarType.Float);
            assertThat(weight.grad().flatten().select(0, 0).item_double()).isEqualTo(1);
            assertThat(weight.grad().flatten().select(0, 1).item_double()).isEqualTo(3);
        }
    }

    @Test
    void the_mixed_precision_of_the_thread_is_as_before() {
        Autocast before = Autocast.current(false);
        Autocast.bfloat16(false).compute(() -> {
            product(new float[] {1}, new float[] {1});
            assertThat(Autocast.current(false)).isEqualTo(Autocast.bfloat16(false));
            return 0;
        });
        assertThat(Autocast.current(false)).isEqualTo(before);
    }
}
