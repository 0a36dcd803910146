package io.metaformer4j.cli.argument;

import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.vision.augment.auto.AutomaticAugmentation;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.operation.Cutout;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A policy that draws operations for training pictures, and the color jitter that it replaces. */
final class AutomaticArguments {

    private static final String NONE = "none";

    @Option(
            names = "--aa",
            paramLabel = "POLICY",
            description = "Operations drawn for each picture, in timm's words: RandAugment (rand-m9-mstd0.5-inc1), "
                    + "AugMix (augmix-m5-w4-d2), AutoAugment (original, originalr, v0, v0r), 3-Augment (3a), or none "
                    + "(default: none).")
    private String policy;

    @Option(
            names = "--force-color-jitter",
            description = "Keep --color-jitter beside --aa, which otherwise replaces it (3a does not).")
    private boolean forceColorJitter;

    /** The policy that was given, or that of the recipe. */
    Optional<AutomaticAugmentation> policy(AugmentationRecipe base) {
        if (policy == null) {
            return base.automatic();
        }
        return policy.equals(NONE) ? Optional.empty() : Optional.of(AutomaticAugmentation.parse(policy));
    }

    /**
     * The recipe's operations without a jitter that the policy replaces.
     *
     * @param base the recipe
     * @param jitter the strength that was given, or null
     * @throws MetaFormerException if the options mean nothing together
     */
    List<PictureOperation> operations(AugmentationRecipe base, Double jitter) {
        boolean hasJitter = base.operations().stream().anyMatch(AutomaticArguments::isJitter);
        requireJitterToForce(base, jitter == null ? hasJitter : jitter > 0);
        if (forceColorJitter
                || policy(base).map(AutomaticAugmentation::keepsColorJitter).orElse(true)) {
            return base.operations();
        }
        boolean keepsJitter = policy == null && hasJitter; // the recipe has both, so somebody meant it
        if (jitter != null && jitter > 0 && !keepsJitter) {
            throw new MetaFormerException("--aa replaces the color jitter, so that --color-jitter means nothing; leave "
                    + "it out, or add --force-color-jitter to have both");
        }
        return keepsJitter
                ? base.operations()
                : base.operations().stream()
                        .filter(operation -> !isJitter(operation))
                        .toList();
    }

    private void requireJitterToForce(AugmentationRecipe base, boolean jittered) {
        if (forceColorJitter && (policy(base).isEmpty() || !jittered)) {
            throw new MetaFormerException("--force-color-jitter means nothing without both --aa and --color-jitter; "
                    + "add what is missing, or leave it out");
        }
    }

    private static boolean isJitter(PictureOperation operation) {
        return operation.accept(new PictureOperation.Visitor<Boolean>() {
            @Override
            public Boolean colorJitter(ColorJitter jitter) {
                return true;
            }

            @Override
            public Boolean cutout(Cutout cutout) {
                return false;
            }

            @Override
            public Boolean other(PictureOperation other) {
                return false;
            }
        });
    }
}
