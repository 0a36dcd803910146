package io.metaformer4j.vision.data;

import io.metaformer4j.vision.names.PrintableNames;
import java.util.ArrayList;
import java.util.List;

/** Which classes a data set has pictures of. */
public final class ClassSummary {

    private final int pictures;
    private final List<String> classNames;
    private final int[] counts;

    private ClassSummary(int pictures, List<String> classNames, int[] counts) {
        this.pictures = pictures;
        this.classNames = classNames;
        this.counts = counts;
    }

    /**
     * Counts the pictures of each class.
     *
     * @param dataset the data set
     * @return the counts
     */
    public static ClassSummary of(Dataset<ClassTarget> dataset) {
        int[] counts = new int[dataset.classNames().size()];
        for (int i = 0; i < dataset.size(); i++) {
            counts[dataset.target(i).label()]++;
        }
        return new ClassSummary(dataset.size(), dataset.classNames(), counts);
    }

    /**
     * How many pictures a class has.
     *
     * @param label index of the class
     * @return number of pictures, maybe 0
     */
    public int count(int label) {
        return counts[label];
    }

    /**
     * The classes that have pictures.
     *
     * @return their names in the order of the labels
     */
    public List<String> present() {
        List<String> present = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                present.add(classNames.get(i));
            }
        }
        return present;
    }

    /** A line for the user: number of pictures, number of classes, and the names of the first of these. */
    @Override
    public String toString() {
        List<String> present = present();
        String classes = present.size() == counts.length
                ? counts.length + (counts.length == 1 ? " class" : " classes")
                : present.size() + " of the " + counts.length + " classes";
        return pictures + (pictures == 1 ? " picture of " : " pictures of ") + classes + ": "
                + PrintableNames.plain(present);
    }
}
