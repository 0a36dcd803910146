package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;

/**
 * The complete description of a MetaFormer: {@code stem -> stages -> head}. Immutable; every engine, counter and
 * checkpoint mapper reads it.
 *
 * @param inputChannels channels of the input, 3 for all published models; 1 for pictures in shades of gray
 * @param stem first convolution and the norm after it
 * @param stages the stages; the first has no downsampling of its own
 * @param head what follows the last stage
 * @param regularization what is random in training
 * @param initialization how fresh weights are drawn
 */
public record Architecture(
        int inputChannels,
        PatchEmbedding stem,
        List<Stage> stages,
        Head head,
        Regularization regularization,
        InitializationScheme initialization) {

    public Architecture {
        if (inputChannels < 1) {
            throw new MetaFormerException(
                    "an architecture with " + inputChannels + " input channels needs at least one");
        }
        stages = List.copyOf(stages);
        if (stages.isEmpty()) {
            throw new MetaFormerException("an architecture needs at least one stage");
        }
        if (stages.get(0).downsampling().isPresent()) {
            throw new MetaFormerException("stage 0 follows the stem and cannot have a downsampling of its own");
        }
        for (int i = 1; i < stages.size(); i++) {
            if (stages.get(i).downsampling().isEmpty()
                    && stages.get(i).dim() != stages.get(i - 1).dim()) {
                throw new MetaFormerException(
                        "stage " + i + " has " + stages.get(i).dim() + " channels after "
                                + stages.get(i - 1).dim() + " and no downsampling that could change them");
            }
        }
        stem.norm().requireChannels(stages.get(0).dim(), "that the stem puts out");
        for (int i = 1; i < stages.size(); i++) {
            int inputs = stages.get(i - 1).dim();
            String place = "that enter the downsampling of stage " + i;
            stages.get(i).downsampling().ifPresent(embedding -> embedding.norm().requireChannels(inputs, place));
        }
        head.requireFits(stages);
    }

    /**
     * What is random while training.
     *
     * @param stochasticDepth largest probability to skip a branch; block i of n has {@code rate * i / (n - 1)}
     * @param headDropout probability to zero a value before the last linear layer
     */
    public record Regularization(double stochasticDepth, double headDropout) {
        /** Nothing is random. */
        public static final Regularization NONE = new Regularization(0, 0);

        public Regularization {
            if (!(stochasticDepth >= 0 && stochasticDepth < 1) || !(headDropout >= 0 && headDropout < 1)) {
                throw new MetaFormerException("stochastic depth " + stochasticDepth + " and head dropout " + headDropout
                        + " must be at least 0 and below 1");
            }
        }
    }

    /**
     * Number of blocks of all stages.
     *
     * @return the depth
     */
    public int depth() {
        return stages.stream().mapToInt(Stage::depth).sum();
    }

    /**
     * Number of classes.
     *
     * @return the number of logits, 0 for feature backbones
     */
    public int classes() {
        return head.classes();
    }

    /**
     * Whether the network says what a picture shows, or only gives its maps to others.
     *
     * @return false for feature backbones
     */
    public boolean hasClassifier() {
        return classes() > 0;
    }

    /**
     * The same network with a fresh classifier for another number of classes.
     *
     * @param classes number of logits
     * @return the changed architecture
     */
    public Architecture withClasses(int classes) {
        return withHead(head.withClasses(classes));
    }

    /**
     * The same network for input of another number of channels. Only the weights of the stem's convolution have another shape.
     *
     * @param channels channels of the input, at least 1
     * @return the changed architecture
     * @throws MetaFormerException if there are none
     */
    public Architecture withInputChannels(int channels) {
        return new Architecture(channels, stem, stages, head, regularization, initialization);
    }

    /**
     * The same body under another head.
     *
     * @param newHead the head
     * @return the changed architecture
     */
    public Architecture withHead(Head newHead) {
        return new Architecture(inputChannels, stem, stages, newHead, regularization, initialization);
    }

    /**
     * The same network with other randomness in training.
     *
     * @param stochasticDepth largest probability to skip a branch
     * @param headDropout dropout probability before the last linear layer
     * @return the changed architecture
     */
    public Architecture withRegularization(double stochasticDepth, double headDropout) {
        return new Architecture(
                inputChannels, stem, stages, head, new Regularization(stochasticDepth, headDropout), initialization);
    }

    /**
     * Sizes of the maps that the stages put out for a given input.
     *
     * @param height rows of the input
     * @param width columns of the input
     * @return one map for each stage
     * @throws MetaFormerException if the input is too small, or a random mixer, spatial FC or position embedding wants
     *     another size
     */
    public List<MapShape> featureMaps(int height, int width) {
        int h = stem.conv().outputSide(height);
        int w = stem.conv().outputSide(width);
        List<MapShape> maps = new ArrayList<>(stages.size());
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            if (stage.downsampling().isPresent()) {
                ConvSpec conv = stage.downsampling().get().conv();
                h = conv.outputSide(h);
                w = conv.outputSide(w);
            }
            if (h < 1 || w < 1) {
                throw new MetaFormerException("input " + height + "x" + width
                        + " is too small: nothing is left of it at stage " + i + "; use a larger picture");
            }
            maps.add(new MapShape(stage.dim(), h, w));
            checkFixedSizes(i, stage, maps.get(i), height + "x" + width);
        }
        return List.copyOf(maps);
    }

    private static void checkFixedSizes(int index, Stage stage, MapShape map, String input) {
        stage.positionEmbedding().ifPresent(embedding -> {
            if (embedding.height() != map.height() || embedding.width() != map.width()) {
                throw new MetaFormerException(
                        "input " + input + " gives stage " + index + " a map of " + map.height() + "x"
                                + map.width() + ", but its position embedding is " + embedding.height() + "x"
                                + embedding.width()
                                + "; use the input size the model was made for");
            }
        });
        int tokens = stage.block().mixer().fixedTokens().orElse(map.tokens());
        if (tokens != map.tokens()) {
            throw new MetaFormerException("input " + input + " gives stage " + index + " " + map.tokens()
                    + " tokens, but its token mixer is made for " + tokens
                    + "; use the input size the model was made for");
        }
    }
}
