package io.metaformer4j.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.engine.Device;
import io.metaformer4j.torch.kernel.NativeTypes;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.step.Collective;
import io.metaformer4j.training.step.GradientSignals;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two ranks, which here are threads of one process. What they add up is whole, so that float32 has the exact sums. */
@Timeout(120)
class RankCollectiveTest {

    private static final int SIZE = 2;
    private static final Device CARD = new Device(Device.Kind.CUDA, 0);

    /** Nobody is missed on a busy machine. */
    private static final RankTimeouts PATIENT = new RankTimeouts(
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMillis(100),
            Duration.ofMinutes(1));

    private final ExecutorService threads = Executors.newFixedThreadPool(SIZE);
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private void onEach(IntFunction<RankGroup> join, Consumer<RankGroup> work) throws Exception {
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            int rank = i;
            results.add(threads.submit(() -> {
                try (RankGroup ranks = join.apply(rank)) {
                    work.accept(ranks);
                }
            }));
        }
        for (Future<?> result : results) {
            result.get();
        }
    }

    private RankEnvironment environment(int rank) {
        return new RankEnvironment(rank, SIZE, rank, SIZE, "127.0.0.1", port, "", false, Optional.empty());
    }

    private static Parameter parameter(String name, Device device, float... values) {
        Tensor tensor = Tensors.of(values, values.length).to(NativeTypes.of(device), ScalarType.Float);
        tensor.set_requires_grad(true);
        return new Parameter(name, tensor);
    }

    private static void setGradient(Parameter parameter, float value) {
        parameter.tensor().mutable_grad().put(parameter.tensor().detach().clone());
        parameter.tensor().mutable_grad().fill_(new Scalar((double) value));
    }

    private static float[] gradient(Parameter parameter) {
        return Tensors.toFloats(new Tensor(parameter.tensor().grad()));
    }

    /** What every rank does, and what every rank has then, wherever gradients lie. */
    private static void trainTogether(RankGroup ranks, Device device) {
        Collective collective = ranks.collective();
        float own = ranks.rank() + 1;
        try (TensorScope scope = TensorScope.open()) {
            Parameter everywhere = parameter("everywhere", device, own, 10 * own, 100 * own);
            Parameter once = parameter("once", device, own, own);
            Parameter nowhere = parameter("nowhere", device, own);
            List<Parameter> parameters = List.of(everywhere, once, nowhere);
            collective.shareWeights(parameters);
            assertThat(Tensors.toFloats(everywhere.tensor())).containsExactly(1, 10, 100);
            setGradient(everywhere, own);
            if (own == 2) {
                setGradient(once, 5);
            }
            collective.sumGradients(parameters);
            assertThat(gradient(everywhere)).containsExactly(3, 3, 3);
            assertThat(gradient(once)).containsExactly(5, 5);
            assertThat(nowhere.tensor().grad().defined()).isFalse();
            try (GradientSignals signals = new GradientSignals(parameters)) {
                collective.overlap(signals, () -> everywhere
                        .tensor()
                        .mul(new Scalar((double) own))
                        .sum()
                        .backward());
            }
            collective.sumGradients(parameters);
            assertThat(gradient(everywhere)).containsExactly(9, 9, 9); // (3 + 1) + (3 + 2)
            assertThat(gradient(once)).containsExactly(10, 10);
        }
        assertThat(collective.sums(1, own)).containsExactly(2, 3);
        assertThat(collective.sumsOfPasses(own)).containsExactly(3);
        assertThat(ranks.sums(own)).containsExactly(3);
        ranks.leave();
    }

    @ParameterizedTest
    @EnumSource
    void ranks_get_the_first_ones_weights_and_the_sums_of_all(Device.Kind kind) throws Exception {
        assumeTrue(
                kind == Device.Kind.CPU || NativeTypes.devices().size() > SIZE,
                "there are not as many graphics cards as ranks");
        onEach(
                rank -> RankGroup.join(environment(rank), device(kind, rank), PATIENT, lost -> {}),
                ranks -> trainTogether(ranks, device(kind, ranks.rank())));
    }

    private static Device device(Device.Kind kind, int rank) {
        return new Device(kind, kind == Device.Kind.CPU ? 0 : rank);
    }

    /** In place of NCCL, connections of Gloo that write down what they are used for. */
    private final class Noted implements VectorGroup {

        private final GlooGroup gloo;
        private final int rank;

        Noted(GlooGroup gloo, int rank) {
            this.gloo = gloo;
            this.rank = rank;
        }

        private void note(String what) {
            log.add(rank + " " + what);
        }

        @Override
        public Work beginSum(Tensor vector) {
            note("sum of " + vector.numel());
            return gloo.beginSum(vector);
        }

        @Override
        public void await(Work work, Duration limit) {
            gloo.await(work, limit);
        }

        @Override
        public void abandon() {
            note("abandoned");
        }

        @Override
        public void close() {
            note("closed");
            gloo.close();
        }
    }

    private RankGroup join(int rank, Device device) {
        return RankGroup.join(
                environment(rank), device, PATIENT, lost -> {}, (environment, card, timeouts, store, watch) -> {
                    log.add(environment.rank() + " connects " + card);
                    return new Noted(
                            GlooGroup.connect(environment, timeouts, store, watch, "cards"), environment.rank());
                });
    }

    private List<String> logOf(int rank) {
        return log.stream().filter(line -> line.startsWith(rank + " ")).toList();
    }

    @Test
    void gradients_alone_travel_between_cards_where_these_are_what_the_ranks_train_on() throws Exception {
        onEach(rank -> join(rank, CARD), ranks -> trainTogether(ranks, Device.CPU));
        for (int rank = 0; rank < SIZE; rank++) {
            assertThat(logOf(rank)) // six values and three flags, twice
                    .containsExactly(
                            rank + " connects cuda:0", rank + " sum of 9", rank + " sum of 9", rank + " closed");
        }
    }

    @Test
    void on_processors_no_cards_are_connected() throws Exception {
        onEach(rank -> join(rank, Device.CPU), ranks -> trainTogether(ranks, Device.CPU));
        assertThat(log).isEmpty();
    }

    @Test
    void sums_between_cards_are_given_up_by_a_rank_that_ends_without_leaving() throws Exception {
        onEach(rank -> join(rank, CARD), RankGroup::meet);
        for (int rank = 0; rank < SIZE; rank++) {
            assertThat(logOf(rank)).containsExactly(rank + " connects cuda:0", rank + " abandoned");
        }
    }

    @Test
    void a_training_on_another_device_than_the_ranks_were_joined_for_is_refused() throws Exception {
        onEach(rank -> join(rank, Device.CPU), ranks -> {
            assertThatCode(() -> ranks.requireDevice(Device.CPU)).doesNotThrowAnyException();
            assertThatThrownBy(() -> ranks.requireDevice(CARD))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessage("the ranks were joined to add up gradients on cpu, but rank " + ranks.rank()
                            + " trains on cuda:0; join them for the device of the training");
            ranks.leave();
        });
        assertThatCode(() -> RankGroup.alone().requireDevice(CARD)).doesNotThrowAnyException();
    }
}
