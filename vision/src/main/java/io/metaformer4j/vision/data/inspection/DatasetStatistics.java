package io.metaformer4j.vision.data.inspection;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassSummary;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.UnavailableArchiveException;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * What a data set is made of. Sizes and colours are those of the pictures as they are stored; every pixel counts once,
 * so that a large picture counts for more than a small one.
 *
 * @param pictures number of pictures
 * @param broken how many of them cannot be read or decoded, so that they have no size and no colours
 * @param classes the classes in the order of the labels, with the number of their pictures, broken ones included
 * @param widths widths in pixels
 * @param heights heights in pixels
 * @param pixels number of pixels
 * @param mean mean of red, green and blue, 0 to 1
 * @param std standard deviation of red, green and blue over all pixels, where values go from 0 to 1
 */
public record DatasetStatistics(
        int pictures,
        int broken,
        List<ClassCount> classes,
        Sides widths,
        Sides heights,
        long pixels,
        List<Double> mean,
        List<Double> std) {

    /** Copies the lists. */
    public DatasetStatistics {
        classes = List.copyOf(classes);
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /**
     * A class and how often it occurs.
     *
     * @param name its name
     * @param pictures number of its pictures, maybe 0
     */
    public record ClassCount(String name, int pictures) {}

    /**
     * The lengths of one side of the pictures.
     *
     * @param smallest the smallest, in pixels
     * @param median the one in the middle, or the mean of the two there
     * @param largest the largest, in pixels
     */
    public record Sides(int smallest, double median, int largest) {}

    /**
     * Measures a data set.
     *
     * @param dataset the data set, which stays the caller's
     * @param decoder decodes the image files, within its limits
     * @param workers number of threads, at least 1; the result does not depend on it
     * @param progress receives how many pictures were measured, after each
     * @return the figures, exact but for the rounding of their last step
     * @throws MetaFormerException if there is no thread, or no picture can be decoded
     * @throws UnavailableArchiveException if an archive cannot be had any more, or is another one now
     */
    public static DatasetStatistics of(
            Dataset<ClassTarget> dataset, ImageDecoder decoder, int workers, IntConsumer progress) {
        if (workers < 1) {
            throw new MetaFormerException("number of threads " + workers + " must be at least 1");
        }
        Totals totals = new Totals(progress);
        try {
            new SampleScan<Optional<Measured>>(
                            dataset.size(), workers, (index, workspace) -> measure(dataset, decoder, index, workspace))
                    .run(totals::add);
        } catch (IOException e) {
            throw new IllegalStateException("nothing is stored, so storing cannot fail", e);
        }
        if (totals.broken == totals.inspected) {
            throw new MetaFormerException("none of the " + totals.inspected
                    + " pictures can be decoded, so there is nothing to measure; check the data for what is broken");
        }
        return totals.statistics(dataset);
    }

    /** What is kept of one picture. */
    private record Measured(int width, int height, PictureSums sums) {}

    private static Optional<Measured> measure(
            Dataset<ClassTarget> dataset, ImageDecoder decoder, int index, SampleScan.Workspace workspace) {
        try {
            Picture picture = dataset.sample(index, workspace.buffer()).decode(decoder, workspace.decoding());
            return Optional.of(new Measured(picture.width(), picture.height(), PictureSums.of(picture)));
        } catch (UnavailableArchiveException e) {
            throw e; // what is there was not measured
        } catch (MetaFormerException | IOException | UncheckedIOException e) {
            return Optional.empty(); // counted; what is wrong with it is for DatasetCheck
        }
    }

    /** What was measured so far. */
    private static final class Totals {

        private final IntConsumer progress;
        private final SideCounts widths = new SideCounts();
        private final SideCounts heights = new SideCounts();
        private final PictureSums sums = new PictureSums();
        private int inspected;
        private int broken;

        Totals(IntConsumer progress) {
            this.progress = progress;
        }

        void add(Optional<Measured> measured) {
            inspected++;
            broken += measured.isPresent() ? 0 : 1;
            measured.ifPresent(picture -> {
                widths.add(picture.width());
                heights.add(picture.height());
                sums.add(picture.sums());
            });
            progress.accept(inspected);
        }

        DatasetStatistics statistics(Dataset<ClassTarget> dataset) {
            ClassSummary summary = ClassSummary.of(dataset);
            List<ClassCount> classes = new ArrayList<>();
            for (int i = 0; i < dataset.classNames().size(); i++) {
                classes.add(new ClassCount(dataset.classNames().get(i), summary.count(i)));
            }
            return new DatasetStatistics(
                    inspected,
                    broken,
                    classes,
                    widths.sides(),
                    heights.sides(),
                    sums.pixels(),
                    sums.mean(),
                    sums.std());
        }
    }
}
