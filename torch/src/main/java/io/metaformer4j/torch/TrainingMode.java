package io.metaformer4j.torch;

import io.metaformer4j.torch.layer.BatchStatistics;
import io.metaformer4j.torch.layer.MaskSource;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.torch.run.StatisticsExchange;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Whether a network is trained, and how. Any number of threads may read it; it is changed by the one that trains. */
final class TrainingMode implements AutoCloseable {

    private final AtomicLong passes = new AtomicLong();
    private volatile boolean on;
    private volatile boolean checkpointing;
    private volatile long seed;
    private volatile Optional<BatchStatistics> statistics = Optional.empty();

    /** Begins; the masks of the k-th pass from now on depend on the seed and k only. */
    void begin(long randomSeed) {
        seed = randomSeed;
        passes.set(0);
        on = true;
    }

    void end() {
        on = false;
    }

    boolean isOn() {
        return on;
    }

    void checkpointGradients(boolean enabled) {
        checkpointing = enabled;
    }

    /** From now on the statistics of batch normalisation are those of several networks. */
    void synchronizeStatistics(StatisticsExchange exchange) {
        close();
        statistics = Optional.of(new BatchStatistics(exchange));
    }

    boolean synchronizesStatistics() {
        return statistics.isPresent();
    }

    /** How the next pass is computed. */
    NetworkPasses.Mode next(NetworkOptions options) {
        boolean training = on;
        MaskSource randomness = new MaskSource(training ? MaskSource.mix(seed, passes.getAndIncrement()) : 0);
        return new NetworkPasses.Mode(options, training, checkpointing, randomness, statistics);
    }

    /** Throws what an exchange of statistics in the last backward pass has thrown. */
    void requireExchanged() {
        statistics.ifPresent(BatchStatistics::requireExchanged);
    }

    @Override
    public void close() {
        statistics.ifPresent(BatchStatistics::close);
        statistics = Optional.empty();
    }
}
