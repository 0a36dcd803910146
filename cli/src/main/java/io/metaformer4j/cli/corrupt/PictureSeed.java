package io.metaformer4j.cli.corrupt;

import io.metaformer4j.evaluation.robustness.CorruptionLevel;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.random.Seeds;

/**
 * Where the random numbers of a picture come from: its name, so that they depend neither on the pictures beside it nor on
 * threads.
 *
 * @param seed the user's
 */
record PictureSeed(long seed) {

    /** A picture made worse. */
    Picture corrupt(Picture picture, String name, CorruptionLevel level) {
        long named = Seeds.derive(seed, characters(name));
        long typed = Seeds.derive(named, characters(level.corruption().label()));
        long derived = Seeds.derive(typed, level.severity().level());
        return level.corruption().at(level.severity()).apply(picture, derived);
    }

    private static long[] characters(String text) {
        return text.chars().asLongStream().toArray();
    }
}
