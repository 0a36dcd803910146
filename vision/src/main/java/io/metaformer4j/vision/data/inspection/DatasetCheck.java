package io.metaformer4j.vision.data.inspection;

import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.UnavailableArchiveException;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Decodes every picture of a data set, to find those that cannot be used before a training meets them, and on demand
 * those that are there twice.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class DatasetCheck {

    private final ImageDecoder decoder;
    private final int workers;
    private final boolean duplicates;

    private DatasetCheck(ImageDecoder decoder, int workers, boolean duplicates) {
        this.decoder = decoder;
        this.workers = workers;
        this.duplicates = duplicates;
    }

    /** Follows a check, on the thread that runs it and in the order of the data set. */
    public interface Listener {

        /**
         * Called for each picture that cannot be used.
         *
         * @param picture which one, and why
         * @throws IOException if it cannot be stored; the check ends then
         */
        default void broken(BrokenPicture picture) throws IOException {}

        /**
         * Called for each picture that is the same as one before it; also for broken ones.
         *
         * @param picture both of them
         * @throws IOException if it cannot be stored; the check ends then
         */
        default void duplicate(DuplicatePicture picture) throws IOException {}

        /**
         * Called after each picture.
         *
         * @param pictures how many were checked
         */
        default void checked(int pictures) {}
    }

    /**
     * What was found.
     *
     * @param pictures pictures that were checked, all of the data set
     * @param broken those that cannot be used
     * @param duplicates those that are the same as one before them; 0 if it was not asked for
     * @param conflicting those of the duplicates that have another class than the picture before
     */
    public record Result(int pictures, int broken, int duplicates, int conflicting) {}

    /**
     * Prepares a check that decodes every picture.
     *
     * @param decoder decodes the image files, within its limits
     * @param workers number of threads, at least 1; the result does not depend on it
     * @return the check
     * @throws MetaFormerException if there is no thread
     */
    public static DatasetCheck of(ImageDecoder decoder, int workers) {
        if (workers < 1) {
            throw new MetaFormerException("number of threads " + workers + " must be at least 1");
        }
        return new DatasetCheck(decoder, workers, false);
    }

    /**
     * The same, and pictures of equal bytes are found. This takes 48 bytes of memory for each picture at most.
     *
     * @return the changed check
     */
    public DatasetCheck withDuplicates() {
        return new DatasetCheck(decoder, workers, true);
    }

    /**
     * Checks all pictures.
     *
     * @param dataset the data set, which stays the caller's
     * @param listener receives what is found
     * @return how much was found
     * @throws IOException if the listener throws it; failures to read a picture are findings
     * @throws UnavailableArchiveException if an archive cannot be had any more, or is another one now
     */
    public Result run(Dataset<ClassTarget> dataset, Listener listener) throws IOException {
        Findings findings = new Findings(dataset, listener);
        new SampleScan<Inspected>(dataset.size(), workers, (index, workspace) -> inspect(dataset, index, workspace))
                .run(findings::add);
        return findings.result();
    }

    /** The result of one sample. */
    private record Inspected(int index, Optional<ContentDigest.Value> digest, Optional<BrokenPicture> broken) {}

    private Inspected inspect(Dataset<ClassTarget> dataset, int index, SampleScan.Workspace workspace) {
        Optional<ContentDigest.Value> digest = Optional.empty();
        try {
            Sample sample = dataset.sample(index, workspace.buffer());
            if (duplicates) {
                digest = Optional.of(sample.accept(workspace.digest()));
            }
            sample.decode(decoder, workspace.decoding());
            return new Inspected(index, digest, Optional.empty());
        } catch (UnavailableArchiveException e) {
            throw e;
        } catch (ImageRejectedException e) {
            boolean ownFault = !(e.getCause() instanceof Error); // too little memory, or a part of Java is missing
            return new Inspected(index, digest, Optional.of(new BrokenPicture(index, e.reason(), ownFault)));
        } catch (MetaFormerException | IOException | UncheckedIOException e) {
            BrokenPicture unread = new BrokenPicture(index, SampleFailedException.describe(e), false);
            return new Inspected(index, digest, Optional.of(unread));
        }
    }

    /** Counts what is found and reports it. */
    private final class Findings {

        private final Dataset<ClassTarget> dataset;
        private final Listener listener;
        private final Optional<DigestIndex> digests;
        private int pictures;
        private int broken;
        private int copies;
        private int conflicting;

        Findings(Dataset<ClassTarget> dataset, Listener listener) {
            this.dataset = dataset;
            this.listener = listener;
            this.digests = duplicates ? Optional.of(new DigestIndex(dataset.size())) : Optional.empty();
        }

        void add(Inspected sample) throws IOException {
            if (sample.broken().isPresent()) {
                broken++;
                listener.broken(sample.broken().get());
            }
            if (sample.digest().isPresent()) {
                compare(sample.index(), sample.digest().get());
            }
            pictures++;
            listener.checked(pictures);
        }

        private void compare(int index, ContentDigest.Value digest) throws IOException {
            int first = digests.orElseThrow().first(index, digest);
            if (first != index) {
                boolean sameClass = dataset.target(index).equals(dataset.target(first));
                copies++;
                conflicting += sameClass ? 0 : 1;
                listener.duplicate(new DuplicatePicture(index, first, sameClass));
            }
        }

        Result result() {
            return new Result(pictures, broken, copies, conflicting);
        }
    }
}
