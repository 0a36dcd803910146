package io.metaformer4j.vision.labels;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;

/** A data set has classes that the given classes do not know. */
public final class UnknownClassesException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    private final ArrayList<String> unknown;
    private final boolean noneKnown;

    /** Creates an error with the classes that it is about, and whether these are all of the data set. */
    public UnknownClassesException(String message, List<String> unknown, boolean noneKnown) {
        super(message);
        this.unknown = new ArrayList<>(unknown);
        this.noneKnown = noneKnown;
    }

    /**
     * The classes that are not known.
     *
     * @return their names in the data set, at least one
     */
    public List<String> unknown() {
        return List.copyOf(unknown);
    }

    /**
     * Whether not a single class of the data set is known, so that its names mean something else altogether.
     *
     * @return false if some classes are known
     */
    public boolean noneKnown() {
        return noneKnown;
    }
}
