package io.metaformer4j.cli.quantize;

import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.engine.quantize.LayerError;
import io.metaformer4j.engine.quantize.Quantized;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a model.
 *
 * @param model its name
 * @param output the file
 * @param pictures pictures that it was calibrated on
 * @param quantized the weights, and errors of the layers
 * @param bytes size of the file
 * @param floatBytes size of the same weights as float32
 * @param accuracy how the file compares on labelled pictures
 */
record QuantizeReport(
        String model,
        String output,
        int pictures,
        Quantized quantized,
        long bytes,
        long floatBytes,
        Optional<Accuracy> accuracy) {

    private static final double MEGABYTE = 1e6;

    QuantizeReport with(Optional<Accuracy> measured) {
        return new QuantizeReport(model, output, pictures, quantized, bytes, floatBytes, measured);
    }

    /**
     * Accuracy on labelled pictures.
     *
     * @param pictures how many
     * @param before top-1 in float32, in percent
     * @param after top-1 of the file, in percent
     * @param agreement pictures that both take for the same class, in percent
     */
    record Accuracy(int pictures, double before, double after, double agreement) {}

    private long kept() {
        return quantized.layers().stream().filter(LayerError::kept).count();
    }

    void print(PrintWriter out) {
        TextTable table = new TextTable().row("layer", "error", "stored as");
        for (LayerError layer : quantized.layers()) {
            table.row(layer.path(), number("%.5f", layer.error()), layer.kept() ? "float32" : "int8");
        }
        out.print(table.render());
        int layers = quantized.layers().size();
        out.println((layers - kept()) + " of " + layers + " layers are int8; error of the whole "
                + number("%.5f", quantized.error()) + " on calibration pictures");
        accuracy.ifPresent(figures -> out.println("top-1 on " + figures.pictures() + " pictures: "
                + number("%.2f", figures.after()) + " %, float32 " + number("%.2f", figures.before())
                + " %; same class for " + number("%.2f", figures.agreement()) + " %"));
        out.println("wrote " + output + ", " + number("%.1f", bytes / MEGABYTE) + " MB (float32 "
                + number("%.1f", floatBytes / MEGABYTE) + " MB), calibrated on " + pictures
                + (pictures == 1 ? " picture" : " pictures"));
        out.flush();
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("model", model);
        document.put("output", output);
        document.put("calibrationPictures", pictures);
        document.put("error", quantized.error());
        List<Map<String, Object>> layers = new ArrayList<>();
        for (LayerError layer : quantized.layers()) {
            layers.add(Map.of(
                    "layer", layer.path(), "error", layer.error(), "storedAs", layer.kept() ? "float32" : "int8"));
        }
        document.put("layers", layers);
        document.put("keptFloat", kept());
        document.put("bytes", bytes);
        document.put("float32Bytes", floatBytes);
        accuracy.ifPresent(figures -> document.put(
                "accuracy",
                Map.of(
                        "pictures", figures.pictures(),
                        "top1Float32", figures.before(),
                        "top1", figures.after(),
                        "agreement", figures.agreement())));
        return document;
    }
}
