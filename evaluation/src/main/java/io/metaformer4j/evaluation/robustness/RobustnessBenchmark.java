package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.vision.labels.ImageNetSubset;
import java.util.List;
import java.util.Optional;

/** What is measured on pictures that are unlike those of the training. */
public enum RobustnessBenchmark {
    /** The validation pictures of ImageNet, for the error on clean pictures and for the reassessed labels. */
    IMAGENET_VAL("imagenet_val", "ImageNet", Compared.ALL_CLASSES, Pictures.AS_THEY_ARE),
    /** Natural adversarial examples (arXiv:1907.07174). */
    IMAGENET_A("imagenet_a", "ImageNet-A", Compared.PRESENT_CLASSES, Pictures.AS_THEY_ARE),
    /** Renditions (arXiv:2006.16241). */
    IMAGENET_R("imagenet_r", "ImageNet-R", Compared.PRESENT_CLASSES, Pictures.AS_THEY_ARE),
    /** Sketches (arXiv:1905.13549). */
    IMAGENET_SKETCH("imagenet_sketch", "ImageNet-Sketch", Compared.PRESENT_CLASSES, Pictures.AS_THEY_ARE),
    /** A second validation set (arXiv:1902.10811). */
    IMAGENET_V2("imagenet_v2", "ImageNet-V2", Compared.ALL_CLASSES, Pictures.AS_THEY_ARE),
    /** Common corruptions (arXiv:1903.12261), from the published files. */
    IMAGENET_C("imagenet_c", "ImageNet-C", Compared.ALL_CLASSES, Pictures.CORRUPTED),
    /** Common corruptions of any data set, made on the way to the network. */
    CORRUPTED("corrupted", "corrupted pictures", Compared.ALL_CLASSES, Pictures.CORRUPTED);

    /** Which logits are compared. */
    private enum Compared {
        ALL_CLASSES,
        PRESENT_CLASSES
    }

    /** Whether there is one set of pictures, or one for each corruption and severity. */
    private enum Pictures {
        AS_THEY_ARE,
        CORRUPTED
    }

    private final String id;
    private final String title;
    private final Compared compared;
    private final Pictures pictures;

    RobustnessBenchmark(String id, String title, Compared compared, Pictures pictures) {
        this.id = id;
        this.title = title;
        this.compared = compared;
        this.pictures = pictures;
    }

    /**
     * What files call it.
     *
     * @return for instance {@code imagenet_a}
     */
    public String id() {
        return id;
    }

    /**
     * What people call it.
     *
     * @return for instance {@code ImageNet-A}
     */
    public String title() {
        return title;
    }

    /**
     * Whether a network chooses among the classes only that the benchmark has pictures of.
     *
     * @return true for ImageNet-A, ImageNet-R and ImageNet-Sketch
     */
    public boolean restricted() {
        return compared == Compared.PRESENT_CLASSES;
    }

    /**
     * Whether its pictures are corrupted, each in several ways.
     *
     * @return true if errors of corruptions are its figures
     */
    public boolean corrupted() {
        return pictures == Pictures.CORRUPTED;
    }

    /** The classes of ImageNet-1k that the published benchmark has pictures of, where these are some of the thousand. */
    Optional<List<Integer>> publishedClasses() {
        return switch (this) {
            case IMAGENET_A -> Optional.of(ImageNetSubset.ADVERSARIAL.classes());
            case IMAGENET_R -> Optional.of(ImageNetSubset.RENDITION.classes());
            case IMAGENET_VAL, IMAGENET_SKETCH, IMAGENET_V2, IMAGENET_C, CORRUPTED -> Optional.empty();
        };
    }
}
