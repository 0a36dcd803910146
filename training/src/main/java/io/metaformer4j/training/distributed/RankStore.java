package io.metaformer4j.training.distributed;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.TorchException;
import io.metaformer4j.zoo.MetaFormerException;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;

/**
 * A connection to the counters that all processes share. Safe for concurrent use, but one waits for the other.
 *
 * <p>The binding makes stores that libtorch's groups refer to, but do not own: what a group was given has to outlive it.
 */
final class RankStore implements AutoCloseable {

    private final TCPStore store;
    private final String prefix;
    private Optional<PrefixStore> handedOut = Optional.empty();
    private boolean ended;

    private RankStore(TCPStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /**
     * Connects.
     *
     * @param environment where the counters are
     * @param host whether this connection is to keep the counters, too
     * @param patience how long to wait for the process that keeps them
     * @throws MetaFormerException if the port is taken, or nobody answers
     */
    static RankStore connect(RankEnvironment environment, boolean host, Duration patience) {
        try (TensorScope scope = TensorScope.open()) {
            TCPStoreOptions options = new TCPStoreOptions();
            options.port((short) environment.port()); // the same 16 bits, read without a sign
            options.isServer(host);
            options.waitWorkers(false);
            options.timeout(new Milliseconds(patience.toMillis()));
            TCPStore store = new TCPStore(environment.address(), options);
            store.retainReference();
            return new RankStore(store, "metaformer/" + environment.run() + "/");
        } catch (RuntimeException e) {
            String place = environment.address() + ":" + environment.port();
            throw new MetaFormerException(
                    host
                            ? "rank 0 cannot listen at " + place + " (" + TorchException.firstLine(e)
                                    + "); choose another MASTER_PORT, and let MASTER_ADDR name this machine"
                            : "nobody answers at " + place + " within " + patience.toSeconds() + " s ("
                                    + TorchException.firstLine(e)
                                    + "); check that rank 0 runs there, and MASTER_ADDR and MASTER_PORT",
                    e);
        }
    }

    /** Adds to a counter, which begins with 0, and returns what it is then. */
    long add(String counter, long number) {
        return store.add(prefix + counter, number);
    }

    /** The store for one group of libtorch, which has to end before this is closed; a connection may be handed out once. */
    PrefixStore forGroup(String name) {
        PrefixStore part = new PrefixStore(prefix + name, store);
        part.retainReference();
        part.deallocate(false); // by this alone, since garbage collection keeps no order
        store.deallocate(false);
        handedOut = Optional.of(part);
        return part;
    }

    /** Leaves the connection open to the end of the process, for a group that cannot end. */
    void abandon() {
        ended = true;
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            handedOut.ifPresent(PrefixStore::close);
            store.close();
        }
    }
}
