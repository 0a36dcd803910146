package io.metaformer4j.evaluation.speed;

import io.metaformer4j.engine.profile.MachineRates;
import io.metaformer4j.engine.profile.ProductFormat;
import io.metaformer4j.engine.profile.StepTime;
import io.metaformer4j.engine.profile.StepWork;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What steps would take if nothing but the machine's rates limited them (Williams, Waterman, Patterson, "Roofline: an insightful
 * visual performance model for multicore architectures", 2009).
 *
 * @param rates what the machine can do
 * @param pictures pictures of a batch
 */
record Roofline(MachineRates rates, int pictures) {

    /** The middle one of several readings, rate by rate. */
    static MachineRates median(List<MachineRates> readings) {
        Map<ProductFormat, Double> products = new EnumMap<>(ProductFormat.class);
        for (ProductFormat format : new TreeSet<>(readings.get(0).products().keySet())) {
            products.put(
                    format,
                    middle(readings.stream()
                            .map(reading -> reading.products().get(format))
                            .toList()));
        }
        return new MachineRates(
                products,
                middle(readings.stream().map(MachineRates::maps).toList()),
                middle(readings.stream().map(MachineRates::weights).toList()));
    }

    private static double middle(List<Double> values) {
        return new Latencies(values).median();
    }

    /** A step under the roofline. */
    ProfilePart part(StepWork work, StepTime time) {
        double products = 0;
        for (Map.Entry<ProductFormat, Long> macs : work.macs().entrySet()) {
            products += (double) pictures * macs.getValue() / rates.products().get(macs.getKey());
        }
        double maps = (double) pictures * work.mapBytes();
        double memory = maps / rates.maps() + work.weightBytes() / rates.weights();
        double least = Math.min(time.seconds(), Math.max(products, memory));
        return new ProfilePart(
                work.path(),
                1,
                time,
                pictures * work.allMacs(),
                pictures * work.mapBytes() + work.weightBytes(),
                new ProfilePart.Bounds(products, memory, least));
    }
}
