package io.metaformer4j.vision.decode.limits;

import io.metaformer4j.vision.Region;

/** Asks another region and remembers its answer. */
public final class RecordingRegion implements RegionOfInterest {

    private final RegionOfInterest asked;
    private Region region = Region.whole(1, 1);

    /** Records the answer of a region. */
    public RecordingRegion(RegionOfInterest asked) {
        this.asked = asked;
    }

    @Override
    public Region choose(int width, int height) {
        region = asked.choose(width, height);
        return region;
    }

    /** The last answer. */
    public Region region() {
        return region;
    }
}
