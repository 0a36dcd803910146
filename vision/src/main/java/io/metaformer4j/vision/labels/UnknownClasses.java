package io.metaformer4j.vision.labels;

/** What happens to pictures whose class a {@link ClassMap} does not know. */
public enum UnknownClasses {

    /**
     * The map chooses among the folders, and others are left out, as in timm; a label in a table or beside a picture must be
     * known, as a name of the map or as a number below its size.
     */
    FOLDERS_LEFT_OUT,

    /** They are refused by name. */
    REFUSED,

    /** They are left out, whatever they are labelled by. */
    LEFT_OUT
}
