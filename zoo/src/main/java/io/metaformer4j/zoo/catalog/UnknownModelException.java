package io.metaformer4j.zoo.catalog;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;

/** No model of the catalog has the name that was asked for. */
public final class UnknownModelException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final ArrayList<String> suggestions;

    UnknownModelException(String name, List<String> suggestions, String message) {
        super(message);
        this.name = name;
        this.suggestions = new ArrayList<>(suggestions);
    }

    /**
     * The name that was asked for.
     *
     * @return the unknown name
     */
    public String name() {
        return name;
    }

    /**
     * Names of the catalog that are close to it.
     *
     * @return at most three names, nearest first
     */
    public List<String> suggestions() {
        return List.copyOf(suggestions);
    }
}
