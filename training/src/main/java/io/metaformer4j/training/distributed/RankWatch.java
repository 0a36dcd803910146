package io.metaformer4j.training.distributed;

import io.metaformer4j.torch.natives.TorchException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Gives signs of life and looks for those of the others. One thread talks to the shared counters; where the process that keeps
 * them hangs, it hangs, too, so another one judges. Time is counted in looks of the judge, since it stands still while the whole
 * process is suspended. Safe for concurrent use.
 */
final class RankWatch implements AutoCloseable {

    /** Looks of the judge from one sign of life to the next. */
    private static final int LOOKS = 5;

    /** A counter holds the exchanges that a process has begun in the lower bits, and its signs of life above. */
    private static final long BEAT = 1L << 40;

    private static final int STORE_RANK = 0;
    private static final long END_MILLIS = 1000;
    private static final long LEAVING_NANOS = 10_000_000;

    private final RankEnvironment environment;
    private final RankTimeouts timeouts;
    private final RankStore store;
    private final Consumer<RankLostException> listener;
    private final AtomicLongArray counters;
    private final AtomicLongArray seen;
    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong updates = new AtomicLong();
    private final CountDownLatch judged = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread heart;
    private final Thread judge;
    private volatile Optional<RankLostException> lost = Optional.empty();
    private long told;

    /**
     * Starts to watch.
     *
     * @param environment who this process is
     * @param timeouts how often to give signs of life, and for how long to miss those of others
     * @param store a connection of its own, closed with this
     * @param listener is told at once of a loss, on a thread that may end the process
     */
    RankWatch(
            RankEnvironment environment, RankTimeouts timeouts, RankStore store, Consumer<RankLostException> listener) {
        this.environment = environment;
        this.timeouts = timeouts;
        this.store = store;
        this.listener = listener;
        this.counters = new AtomicLongArray(environment.size());
        this.seen = new AtomicLongArray(environment.size());
        this.heart = thread("metaformer-rank-heart", this::beatOn);
        this.judge = thread("metaformer-rank-judge", this::judgeOn);
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Begins, when all processes are there. */
    RankWatch started() {
        heart.start();
        judge.start();
        return this;
    }

    /** Counts an exchange that this process begins. */
    void began() {
        begun.incrementAndGet();
    }

    /** Counts an update of the weights. */
    void updated() {
        updates.incrementAndGet();
    }

    private void beatOn() {
        try {
            do {
                beat();
            } while (!closing.await(timeouts.beat().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            lose(storeKeeper(), "its connection broke", e);
        }
    }

    private void beat() {
        long now = begun.get();
        store.add(counter(environment.rank()), BEAT + now - told);
        told = now;
        for (int rank = 0; rank < environment.size(); rank++) {
            if (rank != environment.rank()) {
                long value = store.add(counter(rank), 0);
                if (value != counters.getAndSet(rank, value)) {
                    seen.set(rank, looks.get());
                }
            }
        }
        seen.set(environment.rank(), looks.get());
    }

    private static String counter(int rank) {
        return "beat/" + rank;
    }

    private void judgeOn() {
        long pause = Math.max(1, timeouts.beat().toMillis() / LOOKS);
        long limit = timeouts.silence().toMillis() / pause;
        try {
            while (judged.getCount() > 0 && !closing.await(pause, TimeUnit.MILLISECONDS)) {
                long now = looks.incrementAndGet();
                judgeAt(now, limit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the counters do not answer, nothing is known of the others but that their keeper does not. */
    private void judgeAt(long now, long limit) {
        boolean answered = now - seen.get(environment.rank()) <= limit;
        if (!answered) {
            lose(storeKeeper(), silence(), null);
            return;
        }
        for (int rank = 0; rank < environment.size(); rank++) {
            if (rank != environment.rank() && now - seen.get(rank) > limit) {
                lose(name(rank), silence(), null);
                return;
            }
        }
    }

    private String storeKeeper() {
        return environment.storeElsewhere() ? "the process that started the ranks" : name(STORE_RANK);
    }

    private String name(int rank) {
        return "rank " + rank + " of " + environment.size();
    }

    private String silence() {
        return "it gave no sign of life for " + text(timeouts.silence());
    }

    private void lose(String who, String reason, Throwable cause) {
        synchronized (this) {
            if (closing.getCount() == 0 || lost.isPresent()) {
                return;
            }
            lost = Optional.of(exception(who + " is lost: " + reason, cause));
        }
        judged.countDown();
        listener.accept(lost.get());
    }

    private RankLostException exception(String what, Throwable cause) {
        return new RankLostException(
                what + ", so that rank " + environment.rank() + " ends after " + updates.get()
                        + " updates; what it said itself may tell why; resume from the last checkpoint",
                cause);
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /**
     * Checks that all are there, as far as is known.
     *
     * @throws RankLostException if one is lost
     */
    void requireAll() {
        if (lost.isPresent()) {
            throw lost.get();
        }
    }

    /** The failure of an exchange: that of a lost process, for whose silence this waits, or of the connection alone. */
    RankLostException broken(RuntimeException failure) {
        try {
            if (judged.await(
                    timeouts.silence().plus(timeouts.beat().multipliedBy(2)).toMillis(), TimeUnit.MILLISECONDS)) {
                return lost.orElseThrow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return exception(
                "the connection between the ranks broke, although all of them give signs of life ("
                        + TorchException.firstLine(failure) + ")",
                failure);
    }

    /** The failure of an exchange that takes too long although everybody gives signs of life. */
    RankLostException late(Duration limit) {
        List<String> behind = new ArrayList<>();
        for (int rank = 0; rank < environment.size(); rank++) {
            if (rank != environment.rank() && counters.get(rank) % BEAT < begun.get()) {
                behind.add(String.valueOf(rank));
            }
        }
        return exception(
                (behind.isEmpty() ? "the other ranks are" : "rank " + String.join(" and rank ", behind) + " is")
                        + " late by more than " + text(limit),
                null);
    }

    /** Waits until the others have left, too; the one that keeps the counters leaves last. */
    void leave() {
        stop();
        if (environment.rank() != STORE_RANK) {
            store.add("left", 1);
            return;
        }
        long end = System.nanoTime() + timeouts.silence().toNanos();
        while (store.add("left", 0) < environment.size() - 1 && System.nanoTime() < end) {
            LockSupport.parkNanos(LEAVING_NANOS);
        }
    }

    /** Ends the signs of life, by which others notice that this process is no longer there. */
    private void stop() {
        synchronized (this) {
            closing.countDown();
        }
        try {
            heart.join(END_MILLIS);
            judge.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        if (!heart.isAlive()) {
            store.close();
        }
    }
}
