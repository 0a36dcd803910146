package io.metaformer4j.engine.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a machine can do at the most, as far as simple loops on all threads of a network can show it.
 *
 * @param products multiply-adds a second of large products of matrices, for each format in which the network multiplies
 * @param maps bytes a second, read and written, of copies within as much memory as the maps of one picture take, on each thread
 * @param weights bytes a second, read and written, of copies within as much memory as all weights take, shared by the threads; these
 *     do not stay in the caches if they are larger
 */
public record MachineRates(Map<ProductFormat, Double> products, double maps, double weights) {

    /** Copies the map, in its order, and requires that all rates are positive. */
    public MachineRates {
        products = Collections.unmodifiableMap(new LinkedHashMap<>(products));
        if (!(maps > 0 && weights > 0) || products.values().stream().anyMatch(rate -> !(rate > 0))) {
            throw new IllegalArgumentException("rates of " + products + ", " + maps + " and " + weights
                    + " are not all positive; measure for longer than the clock's step");
        }
    }
}
