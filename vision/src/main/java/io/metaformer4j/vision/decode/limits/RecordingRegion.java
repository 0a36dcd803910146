package io.metaformer4j.vision.decode.limits;

import io.metaformer4j.vision.Region;

/** Delegates to another region of interest and records its result. */
public final class RecordingRegion implements RegionOfInterest {

    private final RegionOfInterest delegate;
    private Region region = Region.whole(1, 1);

    /** Records what a region of interest chooses. */
    public RecordingRegion(RegionOfInterest delegate) {
        this.delegate = delegate;
    }

    @Override
    public Region choose(int width, int height) {
        region = delegate.choose(width, height);
        return region;
    }

    /** The region that was chosen last. */
    public Region region() {
        return region;
    }
}
