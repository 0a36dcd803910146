package io.metaformer4j.weights.load;

/** What happens to the classifier of a checkpoint, that is, the last linear layer. */
public enum HeadRule {
    /** It must fit like every other tensor. */
    STRICT,
    /**
     * One for another number of classes, or none at all, is replaced by a fresh one. Only the last linear layer starts anew;
     * the hidden layer of an MLP head is kept. Of a checkpoint without any head, the whole head starts anew.
     */
    REPLACE,
    /**
     * One for the 21841 classes of ImageNet-21k becomes one for the 1000 of ImageNet-1k: each class takes the row of its own
     * WordNet id; class 850 (teddy bear), which ImageNet-21k has not, takes the mean of all rows. This is what
     * {@code misc/process_21k_ckpt_before_1k_finetuning.py} of sail-sg/metaformer does.
     */
    IMAGENET_21K_TO_1K
}
