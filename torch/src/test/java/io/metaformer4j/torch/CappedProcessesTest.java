package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.metaformer4j.engine.machine.Processor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks give the same values under every cap of the instruction sets, with every BLAS kernel and number of threads. What
 * passes here has seen the code that other machines run.
 */
class CappedProcessesTest {

    /** As in {@link ParityTest}. */
    private static final double BOUND = 2e-5;

    /** Norms of gradients of float32: the loss is a sum of squares, which doubles the relative error of the logits. */
    private static final double GRADIENT_BOUND = 1e-4;

    /**
     * The environment of a process.
     *
     * @param oneDnn cap of oneDNN's instruction sets, empty for none
     * @param libtorch cap of libtorch's own kernels, empty for none
     * @param blas kernels of OpenBLAS, empty for its own choice
     * @param threads threads of one operation
     */
    record Cap(String oneDnn, String libtorch, String blas, int threads) {

        void applyTo(Map<String, String> environment) {
            set(environment, "ONEDNN_MAX_CPU_ISA", oneDnn);
            set(environment, "ATEN_CPU_CAPABILITY", libtorch);
            set(environment, "OPENBLAS_CORETYPE", blas);
            environment.put("OMP_WAIT_POLICY", "PASSIVE");
        }

        private static void set(Map<String, String> environment, String name, String value) {
            environment.remove(name);
            if (!value.isEmpty()) {
                environment.put(name, value);
            }
        }

        /** libtorch and OpenBLAS believe what they are told: on a lesser processor they would run into illegal instructions. */
        boolean suitsThisMachine() {
            List<String> sets = Processor.ofThisMachine().instructionSets();
            boolean avx2 = sets.contains("avx2") && sets.contains("fma");
            return (!libtorch.equals("avx512") || sets.contains("avx512vl"))
                    && (!libtorch.equals("avx2") || avx2)
                    && (!blas.equals("Haswell") || avx2);
        }
    }

    /** Every value at least twice. */
    static List<Cap> some() {
        return List.of(
                new Cap("", "", "", 1),
                new Cap("AVX512_CORE", "avx512", "Haswell", 2),
                new Cap("AVX2", "avx2", "", 2),
                new Cap("SSE41", "", "Haswell", 1),
                new Cap("", "avx2", "Haswell", 2),
                new Cap("AVX2", "avx512", "", 1));
    }

    static List<Cap> all() {
        List<Cap> caps = new ArrayList<>();
        for (String oneDnn : List.of("", "AVX512_CORE", "AVX2", "SSE41")) {
            for (String libtorch : List.of("", "avx2", "avx512")) {
                for (String blas : List.of("", "Haswell")) {
                    for (int threads : new int[] {1, 2}) {
                        caps.add(new Cap(oneDnn, libtorch, blas, threads));
                    }
                }
            }
        }
        return caps;
    }

    @ParameterizedTest
    @MethodSource("some")
    void networks_give_the_same_values_under_caps(Cap cap) {
        check(cap);
    }

    @Tag("parity")
    @ParameterizedTest
    @MethodSource("all")
    void networks_give_the_same_values_under_every_combination_of_caps(Cap cap) {
        check(cap);
    }

    private static void check(Cap cap) {
        assumeThat(cap.suitsThisMachine()).isTrue();
        Map<String, float[]> values = run(cap);
        for (String name : CappedChild.PUBLISHED) {
            assertThat(values).as("what %s computed", cap).containsKey("error " + name);
            assertThat((double) values.get("error " + name)[0])
                    .as("%s under %s", name, cap)
                    .isLessThanOrEqualTo(BOUND);
        }
        Plain.VALUES.forEach((name, right) -> {
            if (!name.startsWith("error")) {
                double bound = name.startsWith("gradients") ? GRADIENT_BOUND : BOUND;
                assertThat(difference(values.get(name), right))
                        .as("%s under %s", name, cap)
                        .isLessThanOrEqualTo(bound);
            }
        });
    }

    /** Computed once, by libtorch without vector kernels and oneDNN at its simplest: plain C++ as far as there is any. */
    private static final class Plain {
        static final Map<String, float[]> VALUES = run(new Cap("SSE41", "default", "", 1));

        private Plain() {}
    }

    private static double difference(float[] computed, float[] right) {
        assertThat(computed).hasSameSizeAs(right);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < right.length; i++) {
            largest = Math.max(largest, Math.abs(right[i]));
            difference = Math.max(difference, Math.abs(computed[i] - right[i]));
        }
        return difference / largest;
    }

    private static Map<String, float[]> run(Cap cap) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:-CreateCoredumpOnCrash",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-XX:TieredStopAtLevel=1", // it ends before better code would pay
                "-cp",
                System.getProperty("java.class.path"),
                CappedChild.class.getName(),
                String.valueOf(cap.threads()));
        cap.applyTo(builder.environment());
        builder.redirectErrorStream(true);
        try {
            Process process = builder.start();
            CompletableFuture<Process> end = process.onExit()
                    .orTimeout(15, TimeUnit.MINUTES)
                    .whenComplete((ended, late) -> process.toHandle().destroyForcibly()); // and so ends its output
            List<String> lines = Arrays.asList(
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n", -1));
            assertThat(end.join().exitValue())
                    .as("exit code under %s, output %s", cap, lines)
                    .isZero();
            Map<String, float[]> values = new LinkedHashMap<>();
            lines.stream()
                    .map(CappedProcessesTest::parse)
                    .flatMap(Optional::stream)
                    .forEach(values::putAll);
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code logits Pooling [1.0, 2.0]}; other lines are warnings. */
    private static Optional<Map<String, float[]>> parse(String line) {
        int bracket = line.indexOf(" [");
        boolean known = Stream.of("error ", "logits ", "gradients ").anyMatch(line::startsWith);
        if (!known || bracket < 0) {
            return Optional.empty();
        }
        String[] numbers = line.substring(bracket + 2, line.length() - 1).split(", ", -1);
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(numbers[i]);
        }
        return Optional.of(Map.of(line.substring(0, bracket), values));
    }
}
