package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;

/** What turns the last map into logits, or the maps of all stages into features. */
public sealed interface Head {

    /** Whether the last map is normalised before or after the mean over its positions. */
    enum PoolingOrder {
        /** Normalise the map, then take the mean (sail-sg's PoolFormer). */
        NORM_THEN_POOL,
        /** Take the mean, then normalise the vector (all others). */
        POOL_THEN_NORM
    }

    /**
     * Number of classes.
     *
     * @return the number of logits, 0 if there are none
     */
    int classes();

    /**
     * The same head for another number of classes.
     *
     * @param classes number of logits, at least 1
     * @return the changed head
     * @throws MetaFormerException if this head has no classifier
     */
    Head withClasses(int classes);

    /**
     * Refuses stages that this head does not fit.
     *
     * @param stages all stages of the network, at least one
     * @throws MetaFormerException if a norm does not suit the channels of its stage, or norms and stages differ in number
     */
    void requireFits(List<Stage> stages);

    /** Calls the visitor's method for this kind of head. */
    <R> R accept(Visitor<R> visitor);

    /**
     * Mean over the positions and one linear layer.
     *
     * @param order whether the norm comes before or after the mean
     * @param norm the last normalisation
     * @param classes number of logits
     */
    record Linear(PoolingOrder order, Normalization norm, int classes) implements Head {
        public Linear {
            requireClasses(classes);
        }

        @Override
        public Head withClasses(int newClasses) {
            return new Linear(order, norm, newClasses);
        }

        @Override
        public void requireFits(List<Stage> stages) {
            norm.requireChannels(stages.get(stages.size() - 1).dim(), "of the map that enters the head");
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.linear(this);
        }
    }

    /**
     * Mean over the positions, then linear layer, activation, layer norm with bias, dropout, linear layer (ConvFormer,
     * CAFormer).
     *
     * @param order whether the norm comes before or after the mean
     * @param norm the last normalisation
     * @param ratio hidden width divided by channels
     * @param activation non-linearity of the hidden layer
     * @param hiddenEpsilon epsilon of the layer norm on the hidden layer: 1e-5 in sail-sg's code, 1e-6 in timm's
     * @param classes number of logits
     */
    record Mlp(
            PoolingOrder order,
            Normalization norm,
            double ratio,
            Activation activation,
            double hiddenEpsilon,
            int classes)
            implements Head {
        public Mlp {
            if (!(ratio > 0) || !(hiddenEpsilon > 0)) {
                throw new MetaFormerException(
                        "MLP head with ratio " + ratio + " and epsilon " + hiddenEpsilon + " needs positive values");
            }
            requireClasses(classes);
        }

        @Override
        public Head withClasses(int newClasses) {
            return new Mlp(order, norm, ratio, activation, hiddenEpsilon, newClasses);
        }

        @Override
        public void requireFits(List<Stage> stages) {
            norm.requireChannels(stages.get(stages.size() - 1).dim(), "of the map that enters the head");
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.mlp(this);
        }
    }

    /**
     * No classifier: the maps of all stages, each behind a normalisation of its own, while the body goes on with the map
     * as it was (sail-sg's {@code fork_feat}, for detection and segmentation).
     *
     * @param norms one normalisation for each stage; {@link Normalization.None} hands the map out as it is
     */
    record FeatureMaps(List<Normalization> norms) implements Head {
        public FeatureMaps {
            norms = List.copyOf(norms);
        }

        @Override
        public int classes() {
            return 0;
        }

        @Override
        public Head withClasses(int newClasses) {
            throw new MetaFormerException("a feature backbone has no classifier that could take " + newClasses
                    + " classes; use the classification model of the same name");
        }

        @Override
        public void requireFits(List<Stage> stages) {
            if (norms.size() != stages.size()) {
                throw new MetaFormerException(
                        "a feature head with " + norms.size() + " norms does not fit " + stages.size() + " stages");
            }
            for (int i = 0; i < norms.size(); i++) {
                norms.get(i)
                        .requireChannels(stages.get(i).dim(), "of stage " + i + ", which the feature head normalises");
            }
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.featureMaps(this);
        }
    }

    /** One method for each kind of head. */
    interface Visitor<R> {
        R linear(Linear head);

        R mlp(Mlp head);

        R featureMaps(FeatureMaps head);
    }

    private static void requireClasses(int classes) {
        if (classes < 1) {
            throw new MetaFormerException("a classifier for " + classes + " classes needs at least one");
        }
    }
}
