package io.metaformer4j.runtime.profile;

import io.metaformer4j.engine.profile.ProductFormat;
import io.metaformer4j.runtime.plan.LinearStep;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one or several products have to do.
 *
 * @param macs multiply-adds by format
 * @param weightBytes bytes of weights and other constants
 */
record Work(Map<ProductFormat, Long> macs, long weightBytes) {

    static Work of(ProductFormat format, long macs, long weightBytes) {
        return new Work(macs == 0 ? Map.of() : Map.of(format, macs), weightBytes);
    }

    static long weights(LinearStep.Product product) {
        return (long) product.weight().outputs() * product.weight().inputs();
    }

    Work plus(Work other) {
        Map<ProductFormat, Long> sums = new EnumMap<>(ProductFormat.class);
        sums.putAll(macs);
        other.macs.forEach((format, count) -> sums.merge(format, count, Long::sum));
        return new Work(sums, weightBytes + other.weightBytes);
    }
}
