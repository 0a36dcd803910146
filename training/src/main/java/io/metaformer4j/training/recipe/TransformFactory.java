package io.metaformer4j.training.recipe;

import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.zoo.Preprocessing;

/**
 * Makes what turns training samples into pictures, where that is not what a recipe can say. A run stores the recipe's numbers
 * and no more, so that a transform takes from there what may differ from run to run.
 */
@FunctionalInterface
public interface TransformFactory {

    /**
     * Makes the transform of a run.
     *
     * @param augmentation how the recipe varies pictures; if it mixes them or erases parts of them, batches must be floats,
     *     {@code [N, C, H, W]}
     * @param input size, mean and standard deviation of the model's input
     * @param views how many views of each picture the objective compares
     * @return a transform with as many {@linkplain SampleTransform#views() views}, whose batches have one size and layout
     */
    SampleTransform create(AugmentationRecipe augmentation, Preprocessing input, int views);
}
