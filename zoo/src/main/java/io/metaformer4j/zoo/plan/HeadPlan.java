package io.metaformer4j.zoo.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What follows the last stage. */
public sealed interface HeadPlan {

    /**
     * Name of the module, with which the names of all its operations begin.
     *
     * @return {@code head} or {@code feature_norms}
     */
    String path();

    /**
     * Everything in the order of computation.
     *
     * @return an unmodifiable list
     */
    List<Operation> operations();

    /**
     * The last linear layer, which alone depends on the number of classes.
     *
     * @return the layer, or empty for feature backbones
     */
    Optional<Operation.Linear> classifier();

    /** Calls the visitor's method for this kind of head. */
    <R> R accept(Visitor<R> visitor);

    /**
     * From the last map to logits: {@code logits(dropout(hidden(pooling(x))))}.
     *
     * @param path name of the module
     * @param pooling the mean over the positions, and the last norm before or after it
     * @param hidden the hidden layer of an MLP head
     * @param dropRate probability to zero a value before the last layer in training
     * @param logits the last layer
     */
    record Classification(
            String path, List<Operation> pooling, Optional<Hidden> hidden, double dropRate, Operation.Linear logits)
            implements HeadPlan {

        public Classification {
            pooling = List.copyOf(pooling);
        }

        @Override
        public List<Operation> operations() {
            return Stream.of(
                            pooling.stream(),
                            hidden.stream().flatMap(layer -> layer.operations().stream()),
                            Stream.of(logits))
                    .<Operation>flatMap(part -> part)
                    .toList();
        }

        @Override
        public Optional<Operation.Linear> classifier() {
            return Optional.of(logits);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.classification(this);
        }
    }

    /**
     * The hidden layer of an MLP head (ConvFormer, CAFormer): {@code norm(activation(linear(x)))}.
     *
     * @param linear the linear function
     * @param activation the non-linearity
     * @param norm normalises the vector
     */
    record Hidden(Operation.Linear linear, Operation.Activate activation, Norm.LayerNorm norm) {

        /**
         * All three in the order of computation.
         *
         * @return an unmodifiable list
         */
        public List<Operation> operations() {
            return List.of(linear, activation, norm);
        }
    }

    /**
     * No classifier: every stage's map behind a norm of its own, while the body goes on with the map as it was.
     *
     * @param path name of the list of modules
     * @param norms one for each stage; empty hands the map out as it is
     */
    record FeatureNorms(String path, List<Optional<Norm>> norms) implements HeadPlan {

        public FeatureNorms {
            norms = List.copyOf(norms);
        }

        @Override
        public List<Operation> operations() {
            return norms.stream().<Operation>flatMap(Optional::stream).toList();
        }

        @Override
        public Optional<Operation.Linear> classifier() {
            return Optional.empty();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.featureNorms(this);
        }
    }

    /** One method for each kind of head. */
    interface Visitor<R> {
        R classification(Classification head);

        R featureNorms(FeatureNorms head);
    }
}
