package io.metaformer4j.cli.explain;

import io.metaformer4j.evaluation.explain.ActivationMap;
import io.metaformer4j.evaluation.explain.ExplanationSettings;
import io.metaformer4j.evaluation.explain.faithfulness.Faithfulness;
import java.util.Optional;

/**
 * What a method found for a class of a picture.
 *
 * @param picture number of the picture, from 0
 * @param file the user's name of the picture
 * @param model the user's name of the model
 * @param settings the method
 * @param target index of the class
 * @param label name of the class
 * @param probability how probable the network finds it
 * @param map what was found
 * @param faithfulness how well it shows what the network rests on, if that was measured
 */
record Explanation(
        int picture,
        String file,
        String model,
        ExplanationSettings settings,
        int target,
        String label,
        double probability,
        ActivationMap map,
        Optional<Faithfulness> faithfulness) {}
