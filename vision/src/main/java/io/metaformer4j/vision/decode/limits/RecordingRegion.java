package io.metaformer4j.vision.decode.limits;

import io.metaformer4j.vision.Region;

/** Asks another rule and remembers its answer. */
public final class RecordingRegion implements RegionOfInterest {

    private final RegionOfInterest rule;
    private Region region = Region.whole(1, 1);

    /** Records the answer of a rule. */
    public RecordingRegion(RegionOfInterest rule) {
        this.rule = rule;
    }

    @Override
    public Region choose(int width, int height) {
        region = rule.choose(width, height);
        return region;
    }

    /** The last answer. */
    public Region region() {
        return region;
    }
}
