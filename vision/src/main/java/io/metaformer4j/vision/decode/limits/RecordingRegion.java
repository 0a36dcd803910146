package io.metaformer4j.vision.decode.limits;

import io.metaformer4j.vision.Region;

/** Asks another rule and remembers its answer. */
final class RecordingRegion implements RegionOfInterest {

    private final RegionOfInterest rule;
    private Region region = Region.whole(1, 1);

    RecordingRegion(RegionOfInterest rule) {
        this.rule = rule;
    }

    @Override
    public Region choose(int width, int height) {
        region = rule.choose(width, height);
        return region;
    }

    /** The last answer. */
    Region region() {
        return region;
    }
}
