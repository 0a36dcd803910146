package io.metaformer4j.weights.load;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.StateDictChoice;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.PublishedWeights.Coverage;
import java.util.Optional;
import java.util.Set;

/**
 * How strictly weights are loaded. {@link #STRICT} is the start; every leniency is asked for by name.
 *
 * @param choice averaged or plain weights, where a training checkpoint has both
 * @param dialect naming of the tensors; empty to find it out
 * @param prefix what stands before the names of the network, or the keys, joined by slashes, of the dictionary that holds it;
 *     empty to find it out. With a given prefix, all other tensors of the checkpoint are left out
 * @param coverage {@link Coverage#BODY} takes only stem and stages from the checkpoint; the head of the network, a classifier
 *     or the norms of a feature backbone, starts fresh, and the checkpoint's own head is left out
 * @param head what happens to the classifier
 * @param stem what happens to a stem for other input
 * @param nonFinite what happens to NaN and infinite values
 * @param elementType type to which floating point tensors are converted; empty to keep them as stored
 * @param quantizedTypes types that are not floating point in which weights may be stored, usually none; such tensors are
 *     taken as they are, without the scales that give their values a meaning
 * @param seed seed of whatever starts fresh
 */
public record LoadOptions(
        StateDictChoice choice,
        Optional<Dialect> dialect,
        Optional<String> prefix,
        Coverage coverage,
        HeadRule head,
        StemRule stem,
        NonFinite nonFinite,
        Optional<DType> elementType,
        Set<DType> quantizedTypes,
        long seed) {

    /** What happens to the first convolution of a checkpoint whose network takes input of another number of channels. */
    public enum StemRule {
        /** It must fit like every other tensor. */
        STRICT,
        /**
         * One for red, green and blue becomes one for other input, as by timm's {@code adapt_input_conv}: for one channel its
         * weights for the three colours are summed, in float32; for another number they are repeated in their order until
         * there are as many, and scaled by 3 over that number, so that the sum over alike channels stays about the same. One
         * for other input than colours must fit.
         */
        ADAPT
    }

    /** What happens to NaN and infinite values. */
    public enum NonFinite {
        /** They are an error, reported by tensor. */
        REFUSE,
        /** They are loaded as they are. */
        ACCEPT
    }

    /** Everything must fit; weights become float32. */
    public static final LoadOptions STRICT = new LoadOptions(
            StateDictChoice.AUTO,
            Optional.empty(),
            Optional.empty(),
            Coverage.WHOLE,
            HeadRule.STRICT,
            StemRule.STRICT,
            NonFinite.REFUSE,
            Optional.of(DType.F32),
            Set.of(),
            0);

    public LoadOptions {
        quantizedTypes = Set.copyOf(quantizedTypes);
        elementType.ifPresent(type -> {
            if (!type.isFloating()) {
                throw new MetaFormerException(
                        "weights cannot be converted to " + type + "; choose float32, float16, bfloat16 or float64");
            }
        });
    }

    /**
     * The same options with a choice between averaged and plain weights.
     *
     * @param newChoice averaged or plain weights
     * @return the changed options
     */
    public LoadOptions withChoice(StateDictChoice newChoice) {
        return new LoadOptions(
                newChoice, dialect, prefix, coverage, head, stem, nonFinite, elementType, quantizedTypes, seed);
    }

    /**
     * The same options with a given dialect.
     *
     * @param newDialect naming of the tensors
     * @return the changed options
     */
    public LoadOptions withDialect(Dialect newDialect) {
        return new LoadOptions(
                choice,
                Optional.of(newDialect),
                prefix,
                coverage,
                head,
                stem,
                nonFinite,
                elementType,
                quantizedTypes,
                seed);
    }

    /**
     * The same options with a given prefix.
     *
     * @param newPrefix what stands before the names of the network, with its last dot
     * @return the changed options
     */
    public LoadOptions withPrefix(String newPrefix) {
        return new LoadOptions(
                choice,
                dialect,
                Optional.of(newPrefix),
                coverage,
                head,
                stem,
                nonFinite,
                elementType,
                quantizedTypes,
                seed);
    }

    LoadOptions withoutPrefix() {
        return new LoadOptions(
                choice, dialect, Optional.empty(), coverage, head, stem, nonFinite, elementType, quantizedTypes, seed);
    }

    /**
     * The same options with another coverage.
     *
     * @param newCoverage how much is taken from the checkpoint
     * @return the changed options
     */
    public LoadOptions withCoverage(Coverage newCoverage) {
        return new LoadOptions(
                choice, dialect, prefix, newCoverage, head, stem, nonFinite, elementType, quantizedTypes, seed);
    }

    /**
     * The same options with another rule for the classifier.
     *
     * @param newHead the rule
     * @return the changed options
     */
    public LoadOptions withHead(HeadRule newHead) {
        return new LoadOptions(
                choice, dialect, prefix, coverage, newHead, stem, nonFinite, elementType, quantizedTypes, seed);
    }

    /**
     * The same options with another rule for the stem.
     *
     * @param newStem the rule
     * @return the changed options
     */
    public LoadOptions withStem(StemRule newStem) {
        return new LoadOptions(
                choice, dialect, prefix, coverage, head, newStem, nonFinite, elementType, quantizedTypes, seed);
    }

    /**
     * The same options with another rule for NaN and infinite values.
     *
     * @param newRule the rule
     * @return the changed options
     */
    public LoadOptions withNonFinite(NonFinite newRule) {
        return new LoadOptions(
                choice, dialect, prefix, coverage, head, stem, newRule, elementType, quantizedTypes, seed);
    }

    /**
     * The same options with another element type.
     *
     * @param newType type to which floating point tensors are converted; empty to keep them as stored
     * @return the changed options
     */
    public LoadOptions withElementType(Optional<DType> newType) {
        return new LoadOptions(choice, dialect, prefix, coverage, head, stem, nonFinite, newType, quantizedTypes, seed);
    }

    /**
     * The same options with weights of further types.
     *
     * @param types types that are not floating point in which weights may be stored too
     * @return the changed options
     */
    public LoadOptions withQuantizedTypes(Set<DType> types) {
        return new LoadOptions(choice, dialect, prefix, coverage, head, stem, nonFinite, elementType, types, seed);
    }

    /**
     * The same options with another seed.
     *
     * @param newSeed seed of whatever starts fresh
     * @return the changed options
     */
    public LoadOptions withSeed(long newSeed) {
        return new LoadOptions(
                choice, dialect, prefix, coverage, head, stem, nonFinite, elementType, quantizedTypes, newSeed);
    }
}
