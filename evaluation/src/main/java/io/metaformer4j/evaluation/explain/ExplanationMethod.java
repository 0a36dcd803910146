package io.metaformer4j.evaluation.explain;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.SimilarNames;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The ways to explain, by the names that they have in jacobgil/pytorch-grad-cam; the last one is none of its own. */
public enum ExplanationMethod {
    /** The mean gradient of each channel weighs it (arXiv 1610.02391). */
    GRAD_CAM("gradcam", "Grad-CAM", true),

    /** Positive gradients, weighted by how much each position has to say (arXiv 1710.11063). */
    GRAD_CAM_PLUS_PLUS("gradcam++", "Grad-CAM++", true),

    /** Each value times its gradient (arXiv 2011.08891). */
    HI_RES_CAM("hirescam", "HiResCAM", true),

    /** Gradients weighted by the share of their value in its channel (arXiv 2008.02312). */
    X_GRAD_CAM("xgradcam", "XGrad-CAM", true),

    /** Each value times its gradient where that is positive (Jiang et al., TIP 2021). */
    LAYER_CAM("layercam", "LayerCAM", true),

    /** Each value times its gradient where the product is positive. */
    GRAD_CAM_ELEMENT_WISE("gradcamelementwise", "Grad-CAM element-wise", true),

    /** What most channels have in common, whatever the class; needs no gradients (arXiv 2008.00299). */
    EIGEN_CAM("eigencam", "Eigen-CAM", true),

    /** The same of each value times its gradient. */
    EIGEN_GRAD_CAM("eigengradcam", "Eigen-Grad-CAM", true),

    /** The score of the picture behind each channel as a mask; needs no gradients (arXiv 1910.01279). */
    SCORE_CAM("scorecam", "Score-CAM", true),

    /** How much of the score goes away with each channel; needs no gradients (WACV 2020). */
    ABLATION_CAM("ablationcam", "Ablation-CAM", true),

    /** Gradients of the input and of all biases of convolutions (arXiv 1905.00780). */
    FULL_GRAD("fullgrad", "FullGrad", false),

    /** The gradients on the way from black to the picture (arXiv 1703.01365). */
    INTEGRATED_GRADIENTS("integratedgradients", "Integrated Gradients", false);

    private final String label;
    private final String title;
    private final boolean looksAtModules;

    ExplanationMethod(String label, String title, boolean looksAtModules) {
        this.label = label;
        this.title = title;
        this.looksAtModules = looksAtModules;
    }

    /**
     * Finds a method.
     *
     * @param name a label in any case; hyphens, underscores and blanks in it do not count
     * @return the method
     * @throws MetaFormerException if there is none of that name; the message says which there are
     */
    public static ExplanationMethod named(String name) {
        String plain = name.replaceAll("[-_\\s]", "").toLowerCase(Locale.ROOT).replace("plusplus", "++");
        for (ExplanationMethod method : values()) {
            if (method.label.equals(plain)) {
                return method;
            }
        }
        List<String> labels =
                Arrays.stream(values()).map(ExplanationMethod::label).toList();
        throw new MetaFormerException("there is no method '" + name + "' among " + String.join(", ", labels)
                + "; did you mean " + SimilarNames.nearest(plain, labels, 1).get(0) + "?");
    }

    /**
     * What commands and files call it.
     *
     * @return the name of pytorch-grad-cam in lower case, for instance {@code gradcam++}
     */
    public String label() {
        return label;
    }

    /**
     * What people call it.
     *
     * @return for instance {@code Grad-CAM++}
     */
    public String title() {
        return title;
    }

    /**
     * Whether it explains by the channels of modules' outputs, and not by the network as a whole.
     *
     * @return false where naming a module, or what channels have in common, would mean nothing
     */
    public boolean looksAtModules() {
        return looksAtModules;
    }
}
