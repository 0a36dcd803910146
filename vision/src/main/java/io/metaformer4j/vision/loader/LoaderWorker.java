package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.operation.OperationFailedException;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Loads samples of an epoch into the batches of a queue; confined to one thread.
 *
 * @param <T> what is known of a picture
 */
final class LoaderWorker<T> implements Runnable {

    private final DataLoader<T> loader;
    private final BatchQueue<T> queue;
    private final long epoch;
    private final int[] order;
    private final SampleTransform.Worker transform;
    private final ReadBuffer buffer = new ReadBuffer();
    private final BatchQueue.Claim<T> claim = new BatchQueue.Claim<>();
    private final List<BatchSlot.Failure> failures = new ArrayList<>();

    LoaderWorker(DataLoader<T> loader, BatchQueue<T> queue, long epoch, int[] order) {
        this.loader = loader;
        this.queue = queue;
        this.epoch = epoch;
        this.order = order;
        this.transform = loader.transform().newWorker();
    }

    @Override
    public void run() {
        try {
            while (step()) {
                // the work is done in step()
            }
        } catch (Error e) {
            queue.crash(e); // the consumer throws it
        }
    }

    /** Claims and loads some samples; false if there is nothing left to claim. */
    boolean step() {
        if (!queue.claim(claim)) {
            return false;
        }
        failures.clear();
        for (int position = claim.from(); position < claim.to() && mayGoOn(); position++) {
            load(position);
        }
        queue.finish(claim, failures);
        return true;
    }

    /** What fails for reasons of a server takes its time, so nothing is tried in vain. */
    private boolean mayGoOn() {
        boolean failing = loader.options().failures() == LoaderOptions.FailurePolicy.FAIL;
        boolean failed = failing ? !failures.isEmpty() : failures.stream().anyMatch(BatchSlot.Failure::fatal);
        return !failed && !queue.isAbandoned();
    }

    private void load(int position) {
        int place = claim.batch() * loader.options().batchSize() + position;
        int index = order[place];
        try {
            Sample sample = loader.dataset().sample(index, buffer);
            long seed = Seeds.derive(
                    loader.options().seed(), epoch, index, loader.order().repetition(place));
            int first = position * claim.slot().views();
            AppliedGeometry geometry = Objects.requireNonNull(
                    transform.apply(sample, seed, claim.slot().images(), first),
                    "the worker of the transform returned null; let it return the geometry that it applied");
            claim.slot().setTarget(position, loader.dataset().target(index));
            claim.slot().setGeometry(position, geometry);
            claim.slot().indices()[position] = index;
        } catch (OperationFailedException e) {
            failures.add(failure(position, index, e, true)); // the picture is sound, so it is not to be skipped
        } catch (MetaFormerException | IOException | UncheckedIOException e) {
            failures.add(failure(position, index, e, DiskFailure.isBehind(e)));
        } catch (RuntimeException e) {
            failures.add(failure(position, index, e, true));
        }
    }

    private BatchSlot.Failure failure(int position, int index, Exception cause, boolean fatal) {
        return new BatchSlot.Failure(position, index, loader.dataset().name(index), cause, fatal);
    }
}
