package io.metaformer4j.zoo.catalog;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.regex.Pattern;

/**
 * A row of the {@link Catalog}: a network with a name, and what is known about it.
 *
 * @param name the name by which it is found: letters, digits, dots, dashes and underscores
 * @param architecture the network
 * @param card preprocessing, published results, origin
 */
public record Model(String name, Architecture architecture, ModelCard card) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    public Model {
        if (!NAME.matcher(name).matches()) {
            throw new MetaFormerException(
                    "model name '" + name
                            + "' must start with a letter or digit and go on with letters, digits, dots, dashes or underscores");
        }
        Preprocessing input = card.preprocessing();
        try {
            architecture.featureMaps(input.height(), input.width());
        } catch (MetaFormerException e) {
            throw new MetaFormerException("model " + name + " cannot take its own input size: " + e.getMessage(), e);
        }
    }
}
