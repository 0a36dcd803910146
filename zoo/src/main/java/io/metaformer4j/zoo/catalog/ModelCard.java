package io.metaformer4j.zoo.catalog;

import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known about a model besides its architecture.
 *
 * @param preprocessing how a picture becomes its input at evaluation
 * @param labels name of the set of its classes, e.g. {@link #IMAGENET_1K}; empty for feature backbones and own classes
 * @param published figures given by its publisher
 * @param weights where trained weights are published
 * @param dialect naming of the tensors in its publisher's checkpoints: {@code sail-metaformer}, {@code sail-poolformer},
 *     {@code timm}, {@code geoformer} or {@code geometaformer}; empty for the canonical names
 * @param origin repository whose network this is, as {@code owner/name} on GitHub
 * @param licence SPDX identifier or wording of the licence of the origin's code and weights
 * @param paper where the network was described
 * @param notes peculiarities that a user should know, one sentence each
 */
public record ModelCard(
        Preprocessing preprocessing,
        Optional<String> labels,
        PublishedResults published,
        Optional<PublishedWeights> weights,
        Optional<String> dialect,
        Optional<String> origin,
        Optional<String> licence,
        Optional<Paper> paper,
        List<String> notes) {

    /** The classes of the ImageNet challenge. */
    public static final String IMAGENET_1K = "imagenet-1k";

    /** How many {@link #IMAGENET_1K} are. */
    public static final int IMAGENET_1K_CLASSES = 1000;

    /** The classes of the complete ImageNet, autumn 2011 release. */
    public static final String IMAGENET_21K = "imagenet-21k";

    /** How many {@link #IMAGENET_21K} are. */
    public static final int IMAGENET_21K_CLASSES = 21841;

    public ModelCard {
        notes = List.copyOf(notes);
    }

    /**
     * The card of a model of one's own: only the preprocessing is known.
     *
     * @param preprocessing how a picture becomes its input at evaluation
     * @return a card that says nothing else
     */
    public static ModelCard of(Preprocessing preprocessing) {
        return new ModelCard(
                preprocessing,
                Optional.empty(),
                PublishedResults.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /**
     * The same card with another preprocessing.
     *
     * @param input how a picture becomes the network's input at evaluation
     * @return the changed card
     */
    public ModelCard withPreprocessing(Preprocessing input) {
        return new ModelCard(input, labels, published, weights, dialect, origin, licence, paper, notes);
    }

    /**
     * The same card for other classes.
     *
     * @param set name of the set of classes
     * @return the changed card
     */
    public ModelCard withLabels(String set) {
        return new ModelCard(
                preprocessing, Optional.of(set), published, weights, dialect, origin, licence, paper, notes);
    }

    /**
     * The same card with published figures.
     *
     * @param results the figures
     * @return the changed card
     */
    public ModelCard withPublished(PublishedResults results) {
        return new ModelCard(preprocessing, labels, results, weights, dialect, origin, licence, paper, notes);
    }

    /**
     * The same card with the place of trained weights.
     *
     * @param place where they are
     * @return the changed card
     */
    public ModelCard withWeights(PublishedWeights place) {
        return new ModelCard(
                preprocessing, labels, published, Optional.of(place), dialect, origin, licence, paper, notes);
    }

    /**
     * The same card with one more note.
     *
     * @param note a sentence
     * @return the changed card
     */
    public ModelCard withNote(String note) {
        List<String> longer = new ArrayList<>(notes);
        longer.add(note);
        return new ModelCard(preprocessing, labels, published, weights, dialect, origin, licence, paper, longer);
    }

    /**
     * The same card with an origin.
     *
     * @param repository repository as {@code owner/name} on GitHub
     * @param terms SPDX identifier or wording of its licence
     * @param described where the network was described
     * @param naming naming of the tensors in its checkpoints
     * @return the changed card
     */
    public ModelCard withOrigin(String repository, String terms, Paper described, String naming) {
        return new ModelCard(
                preprocessing,
                labels,
                published,
                weights,
                Optional.of(naming),
                Optional.of(repository),
                Optional.of(terms),
                Optional.of(described),
                notes);
    }
}
