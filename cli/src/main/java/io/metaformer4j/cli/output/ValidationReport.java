package io.metaformer4j.cli.output;

import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is told of a validation.
 *
 * @param model the model that was measured
 * @param data where the data set is
 * @param size pictures of the data set
 * @param preprocessing what was done with each picture
 * @param result what came out
 */
public record ValidationReport(
        LoadedModel model, String data, int size, Preprocessing preprocessing, ValidationResult result) {

    /**
     * Writes the figures to a file, if one is wanted, and prints them.
     *
     * @param file the file; empty for none
     * @param json whether a JSON document is printed in place of sentences
     * @param out receives what is printed
     * @throws IOException if the file cannot be written
     */
    public void write(Optional<Path> file, JsonOutput json, PrintWriter out) throws IOException {
        Map<String, Object> document = document();
        if (file.isPresent()) {
            AtomicFile.write(file.get(), JsonOutput.text(document).getBytes(StandardCharsets.UTF_8));
        }
        if (json.enabled()) {
            JsonOutput.print(out, document);
        } else {
            print(out);
        }
    }

    private Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("model", model.name());
        document.put("weights", model.weights());
        document.put("averaged", model.averaged());
        document.put("data", data);
        document.put("top1", result.top1());
        document.put("top1_err", 100 - result.top1());
        document.put("top5", result.top5());
        document.put("top5_err", 100 - result.top5());
        document.put("loss", result.loss());
        document.put("images", result.images());
        document.put("dataset_size", size);
        document.put("unlabelled", result.unlabelled());
        document.put("skipped", result.skipped().count());
        document.put("seconds", result.seconds());
        document.put("images_per_second", result.imagesPerSecond());
        document.put("img_size", preprocessing.height());
        document.put("crop_pct", preprocessing.cropRatio());
        document.put("interpolation", preprocessing.interpolation().toString());
        return document;
    }

    private void print(PrintWriter out) {
        out.println(String.format(
                Locale.ROOT,
                "top-1 %.3f  top-5 %.3f  loss %.4f  (%d images, %.1f images/s)",
                result.top1(),
                result.top5(),
                result.loss(),
                result.images(),
                result.imagesPerSecond()));
        if (result.skipped().count() > 0) {
            long skipped = result.skipped().count();
            out.println(skipped + (skipped == 1 ? " picture" : " pictures") + " could not be read and "
                    + (skipped == 1 ? "was left out: " : "were left out, the first: ")
                    + PrintableText.of(result.skipped().first().get(0).name()));
        }
    }
}
