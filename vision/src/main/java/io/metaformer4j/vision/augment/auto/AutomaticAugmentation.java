package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.PictureOperation;

/**
 * A policy that draws operations for each picture. Described by a text of sections with dashes between them: a kind, then
 * letters with a number each, in any order, such as {@code rand-m9-mstd0.5-inc1}. Immutable.
 */
public sealed interface AutomaticAugmentation permits RandAugment, AutoAugment, AugMix {

    /**
     * Reads a policy.
     *
     * @param text what {@link RandAugment}, {@link AutoAugment} or {@link AugMix} describes
     * @return the policy
     * @throws io.metaformer4j.zoo.MetaFormerException if the text describes none; the message names the section
     */
    static AutomaticAugmentation parse(String text) {
        String kind = PolicySections.kind(text);
        if (kind.equals(RandAugment.KIND)) {
            return new RandAugment(text);
        }
        if (kind.equals(AugMix.KIND)) {
            return new AugMix(text);
        }
        if (AutoAugmentPolicies.NAMES.contains(kind)) {
            return new AutoAugment(text);
        }
        throw PolicySections.unknownKind(text);
    }

    /**
     * The policy as it was written.
     *
     * @return what {@link #parse} reads
     */
    String text();

    /**
     * What the policy does to pictures, with all random numbers from the stream handed in.
     *
     * @param settings what depends on the network's input
     * @return the operation
     */
    PictureOperation operation(AutomaticSettings settings);

    /**
     * Whether a color jitter usually stands beside the policy, as it does beside 3-Augment and its sets of operations; other
     * policies replace it.
     *
     * @return true if the jitter stays
     */
    default boolean keepsColorJitter() {
        return text().contains("3a");
    }
}
