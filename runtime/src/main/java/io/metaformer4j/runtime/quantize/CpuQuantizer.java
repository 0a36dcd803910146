package io.metaformer4j.runtime.quantize;

import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.quantize.LayerError;
import io.metaformer4j.engine.quantize.Quantized;
import io.metaformer4j.engine.quantize.Quantizer;
import io.metaformer4j.engine.quantize.RangeMethod;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Calibration, the search for layers that stay float32, and the bytes of all others. */
public final class CpuQuantizer implements Quantizer {

    private final Architecture architecture;
    private final Map<String, WeightTensor> weights;
    private final LayerSearch.Loader loader;
    private final Calibrator calibrator;

    /**
     * Prepares a network.
     *
     * @param architecture the network
     * @param preprocessing statistics of pictures that come as bytes
     * @param weights its weights by canonical name, in floating point
     * @param placement threads; the precision does not matter
     * @param loader makes networks of weights some of which are bytes
     * @throws MetaFormerException if a tensor is missing, of another shape, or of a type that is no floating point
     */
    public CpuQuantizer(
            Architecture architecture,
            Preprocessing preprocessing,
            Map<String, WeightTensor> weights,
            Placement placement,
            LayerSearch.Loader loader) {
        this.architecture = architecture;
        this.weights = new LinkedHashMap<>(weights);
        this.loader = loader;
        this.calibrator = new Calibrator(architecture, preprocessing, weights, placement);
    }

    @Override
    public List<String> layers() {
        return calibrator.layers();
    }

    @Override
    public void add(ImageBatch images) {
        calibrator.add(images);
    }

    @Override
    public Quantized quantize(
            RangeMethod method, double largestError, List<ImageBatch> pictures, IntConsumer progress) {
        Map<String, InputRange> ranges = calibrator.ranges(method);
        Output answer = architecture.hasClassifier()
                ? Output.LOGITS
                : Output.stage(architecture.stages().size() - 1);
        LayerSearch.Found found =
                new LayerSearch(loader, answer, weights, ranges, pictures).find(largestError, progress);
        found.layers().stream().filter(LayerError::kept).forEach(layer -> ranges.remove(layer.path()));
        return new Quantized(ByteTensors.of(weights, ranges), found.layers(), found.error());
    }

    @Override
    public void close() {
        calibrator.close();
    }
}
