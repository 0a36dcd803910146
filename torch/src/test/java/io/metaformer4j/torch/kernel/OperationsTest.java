package io.metaformer4j.torch.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.matmul;

import io.metaformer4j.torch.natives.NativeLibraries;
import io.metaformer4j.torch.natives.TensorScope;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against products and sums in double precision. */
class OperationsTest {

    /** One rounding to bfloat16, which has 8 significant bits, relative to the largest value. */
    private static final double BFLOAT16 = 1.0 / 256;

    /** Sums of some hundred products in single precision, in any order, relative to the largest value. */
    private static final double FLOAT32 = 1e-6 * 20;

    @BeforeAll
    static void loadNatives() {
        NativeLibraries.load();
        torch.manual_seed(5);
    }

    private static double difference(Tensor computed, Tensor expected) {
        Tensor difference = computed.to(ScalarType.Double).sub(expected).abs().max();
        return difference.item_double() / expected.abs().max().item_double();
    }

    private static Tensor values(long... shape) {
        return torch.randn(shape);
    }

    /** Numbers that bfloat16 has, in double precision and as leaves of a graph. */
    private static Tensor exact(Tensor rounded) {
        return rounded.detach().to(ScalarType.Double).set_requires_grad(true);
    }

    private static Tensor attentionByDefinition(Tensor query, Tensor key, Tensor value) {
        Scalar scale = new Scalar(1 / Math.sqrt((double) query.size(-1)));
        return matmul(matmul(query, key.transpose(2, 3)).mul(scale).softmax(3), value);
    }

    @ParameterizedTest
    @CsvSource({"16, false", "49, true", "300, false", "300, true"})
    void attention_in_bfloat16_rounds_operands_and_result_and_nothing_between(long tokens, boolean automatic) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> operands =
                    List.of(values(2, 3, tokens, 32), values(2, 3, tokens, 32), values(2, 3, tokens, 32));
            List<Tensor> rounded =
                    operands.stream().map(x -> x.to(ScalarType.BFloat16)).toList();
            List<Tensor> inputs = (automatic ? operands : rounded)
                    .stream().map(x -> x.set_requires_grad(true)).toList();
            List<Tensor> exact = rounded.stream().map(OperationsTest::exact).toList();
            Supplier<Tensor> attention = () -> Operations.attention(inputs.get(0), inputs.get(1), inputs.get(2));
            Tensor computed = automatic ? Autocast.bfloat16(false).compute(attention) : attention.get();
            Tensor expected = attentionByDefinition(exact.get(0), exact.get(1), exact.get(2));
            assertThat(computed.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            assertThat(difference(computed, expected)).isLessThan(BFLOAT16);

            Tensor towards = values(2, 3, tokens, 32).to(ScalarType.BFloat16);
            computed.mul(towards).sum().backward();
            expected.mul(towards.to(ScalarType.Double)).sum().backward();
            for (int i = 0; i < 3; i++) {
                assertThat(difference(inputs.get(i).grad(), exact.get(i).grad()))
                        .isLessThan(BFLOAT16);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 49, 24", "3, 196, 16", "2, 64, 7"})
    void tokens_are_mixed_by_the_rows_of_the_matrix(long n, long length, long channels) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor matrix = values(length, length).softmax(-1);
            Tensor tokens = values(n, length, channels);
            Tensor input = tokens.detach().set_requires_grad(true);
            Tensor exact = exact(tokens);
            Tensor computed = Operations.mixTokens(matrix, input);
            Tensor expected = matmul(matrix.to(ScalarType.Double), exact);
            assertThat(computed.size(0)).isEqualTo(n);
            assertThat(computed.size(1)).isEqualTo(length);
            assertThat(computed.size(2)).isEqualTo(channels);
            assertThat(difference(computed, expected)).isLessThan(FLOAT32);

            computed.pow(new Scalar(2)).sum().backward();
            expected.pow(new Scalar(2)).sum().backward();
            assertThat(difference(input.grad(), exact.grad())).isLessThan(FLOAT32);
        }
    }

    @Test
    void tokens_are_mixed_in_double_precision_as_they_come() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor matrix = values(9, 9).to(ScalarType.Double);
            Tensor tokens = values(2, 9, 4).to(ScalarType.Double);
            assertThat(difference(Operations.mixTokens(matrix, tokens), matmul(matrix, tokens)))
                    .isLessThan(1e-14);
        }
    }
}
