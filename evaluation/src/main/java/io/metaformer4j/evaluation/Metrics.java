package io.metaformer4j.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well a network does on data it was not trained on.
 *
 * @param top1 percentage of pictures whose class has the largest logit
 * @param top5 percentage of pictures whose class is among the five largest logits
 * @param loss mean cross-entropy without label smoothing
 * @param samples number of pictures
 */
public record Metrics(double top1, double top5, double loss, long samples) {

    /**
     * The same as plain data, for files.
     *
     * @return names and numbers
     */
    public Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("top1", top1);
        data.put("top5", top5);
        data.put("loss", loss);
        data.put("samples", samples);
        return data;
    }
}
