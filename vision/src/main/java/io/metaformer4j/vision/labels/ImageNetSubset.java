package io.metaformer4j.vision.labels;

import java.util.ArrayList;
import java.util.List;

/**
 * Benchmarks whose pictures show only some of the ImageNet-1k classes.
 *
 * <p>Scores on them compare only the outputs of these classes: take the columns {@link #classes()} of the logits, then
 * rank. The wnid folders of the benchmark, naturally sorted, are in the same order.
 */
public enum ImageNetSubset {
    /** ImageNet-A, natural adversarial examples (arXiv:1907.07174): 200 classes. */
    ADVERSARIAL(3),
    /** ImageNet-R, renditions (arXiv:2006.16241): 200 classes. */
    RENDITION(4);

    private final int column;

    ImageNetSubset(int column) {
        this.column = column;
    }

    /**
     * The classes of the benchmark.
     *
     * @return output indices of an ImageNet-1k classifier, ascending
     */
    public List<Integer> classes() {
        List<Integer> member = LabelTable.imageNet1k().numbers(column);
        List<Integer> classes = new ArrayList<>();
        for (int i = 0; i < member.size(); i++) {
            if (member.get(i) == 1) {
                classes.add(i);
            }
        }
        return List.copyOf(classes);
    }
}
