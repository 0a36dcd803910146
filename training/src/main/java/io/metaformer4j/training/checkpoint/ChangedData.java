package io.metaformer4j.training.checkpoint;

/** What happens if a run is resumed and its training data have pictures that were added, removed, renamed or relabelled. */
public enum ChangedData {
    /** The run is not resumed, see {@link ChangedDataException}. */
    REFUSE,
    /** It goes on with the data as they are, from the same place in the epoch. */
    ACCEPT
}
