package io.metaformer4j.weights.convert;

import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.dialect.DialectMatch;
import io.metaformer4j.zoo.architecture.Architecture;
import java.nio.file.Path;
import java.util.List;

/**
 * What a {@link WeightsConverter} did.
 *
 * @param file the file that was written
 * @param model name of the model
 * @param architecture the network whose tensors were written
 * @param from how the tensors were named
 * @param to how they are named now
 * @param tensors number of tensors that were written
 * @param averaged whether the file said that these are averaged (EMA) weights
 * @param notes what the user should know, as sentences
 */
public record Conversion(
        Path file,
        String model,
        Architecture architecture,
        DialectMatch from,
        Dialect to,
        int tensors,
        boolean averaged,
        List<String> notes) {
    public Conversion {
        notes = List.copyOf(notes);
    }
}
