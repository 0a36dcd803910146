package io.metaformer4j.vision.labels;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which row of an ImageNet-21k classifier initialises which row of an ImageNet-1k classifier.
 *
 * <p>Both lists name 999 of the 1,000 classes by the same wnid; class 850 (teddy bear) is not in ImageNet-21k, and its row
 * is initialised with the mean of all rows, as {@code misc/process_21k_ckpt_before_1k_finetuning.py} of sail-sg/metaformer
 * does.
 */
public final class HeadRows {

    private final int[] rows;

    private HeadRows(int[] rows) {
        this.rows = rows;
    }

    /**
     * The published table.
     *
     * @return rows of the 21,841 for each of the 1,000 classes
     */
    public static HeadRows imageNet21kTo1k() {
        int[] rows = new int[1000];
        Arrays.fill(rows, -1);
        LabelTable table = LabelTable.headRows();
        List<Integer> targets = table.numbers(0);
        List<Integer> sources = table.numbers(1);
        for (int i = 0; i < targets.size(); i++) {
            rows[targets.get(i)] = sources.get(i);
        }
        return new HeadRows(rows);
    }

    /**
     * How many classes the initialised classifier has.
     *
     * @return 1000
     */
    public int size() {
        return rows.length;
    }

    /**
     * The row that initialises a class.
     *
     * @param target class of the ImageNet-1k classifier, 0 to 999
     * @return class of the ImageNet-21k classifier; empty where the mean over all rows is to be taken
     */
    public OptionalInt source(int target) {
        return rows[target] < 0 ? OptionalInt.empty() : OptionalInt.of(rows[target]);
    }
}
