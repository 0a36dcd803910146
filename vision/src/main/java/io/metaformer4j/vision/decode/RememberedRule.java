package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.Region;

/** Asks another rule and remembers its answer. */
final class RememberedRule implements RegionRule {

    private final RegionRule rule;
    private Region region = Region.whole(1, 1);

    RememberedRule(RegionRule rule) {
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
