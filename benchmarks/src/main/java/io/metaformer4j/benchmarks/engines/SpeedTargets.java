package io.metaformer4j.benchmarks.engines;

import io.metaformer4j.benchmarks.match.Target;

/** What should come out of the comparison of engines, by family. */
final class SpeedTargets {

    private SpeedTargets() {}

    /** How often ours in float32 should do the work in the time of the fastest peer. */
    static Target float32(String model, int batch) {
        if (model.startsWith("poolformer")) {
            return Target.ratio(batch == 1 ? 1.25 : 1.4);
        }
        if (model.startsWith("convformer")) {
            return Target.ratio(1.2);
        }
        if (model.startsWith("geoformer")) {
            return Target.ratio(2);
        }
        return Target.ratio(model.startsWith("caformer") ? 1.1 : 1);
    }

    /** The same for bytes against the fastest peer in float32. */
    static Target bytes(String model) {
        return Target.ratio(model.startsWith("poolformer") ? 2.5 : 2);
    }
}
