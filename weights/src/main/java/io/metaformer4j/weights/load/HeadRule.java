package io.metaformer4j.weights.load;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;

/**
 * What happens to the classifier of a checkpoint, that is, the last linear layer.
 *
 * @param kind the rule
 * @param rows which rows are kept, if the names of the checkpoint's classes are known
 */
public record HeadRule(Kind kind, Optional<ClassRows> rows) {

    /** The kinds of rules. */
    public enum Kind {
        /** See {@link HeadRule#STRICT}. */
        STRICT,
        /** See {@link HeadRule#REPLACE} and {@link HeadRule#keeping}. */
        REPLACE,
        /** See {@link HeadRule#IMAGENET_21K_TO_1K}. */
        IMAGENET_21K_TO_1K
    }

    /** It must fit like every other tensor. */
    public static final HeadRule STRICT = new HeadRule(Kind.STRICT, Optional.empty());

    /**
     * One for another number of classes, or none at all, is replaced by a fresh one. Only the last linear layer starts anew;
     * the hidden layer of an MLP head is kept. Of a checkpoint without any head, the whole head starts anew.
     */
    public static final HeadRule REPLACE = new HeadRule(Kind.REPLACE, Optional.empty());

    /**
     * One for the 21841 classes of ImageNet-21k becomes one for the 1000 of ImageNet-1k: each class takes the row of its own
     * WordNet id; class 850 (teddy bear), which ImageNet-21k has not, takes the mean of all rows. This is what
     * {@code misc/process_21k_ckpt_before_1k_finetuning.py} of sail-sg/metaformer does.
     */
    public static final HeadRule IMAGENET_21K_TO_1K = new HeadRule(Kind.IMAGENET_21K_TO_1K, Optional.empty());

    public HeadRule {
        if (rows.isPresent() && kind != Kind.REPLACE) {
            throw new MetaFormerException("rows of the classifier can only be chosen where it is replaced");
        }
    }

    /**
     * {@link #REPLACE}, but classes that the checkpoint knows keep their rows. A checkpoint with another number of classes
     * than the rows were chosen from is treated as by {@link #REPLACE}.
     *
     * @param rows which rows are kept
     * @return the rule
     */
    public static HeadRule keeping(ClassRows rows) {
        return new HeadRule(Kind.REPLACE, Optional.of(rows));
    }
}
