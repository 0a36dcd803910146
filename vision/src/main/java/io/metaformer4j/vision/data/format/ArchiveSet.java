package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.data.archive.ArchiveFile;
import io.metaformer4j.vision.data.archive.ArchiveListing;
import io.metaformer4j.vision.data.archive.ArchivePlaces;
import io.metaformer4j.vision.data.column.LabelColumn;
import java.util.ArrayList;
import java.util.List;

/** What was found in several archives. Places outlive the opening of the data set, the rest does not. */
final class ArchiveSet {

    private final ArchivePlaces places = new ArchivePlaces();
    private final LabelColumn labels = new LabelColumn();
    private final List<String> others = new ArrayList<>();
    private final List<String> shardNotes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean labelled;

    /**
     * Adds the next archive.
     *
     * @param archive the archive
     * @param listing what it holds
     * @param fromIndex whether that was read from its index, and not from the archive itself
     */
    void add(ArchiveFile archive, ArchiveListing listing, boolean fromIndex) {
        places.add(archive, listing, fromIndex);
        List<String> texts = listing.labels().texts();
        for (int i = 0; i < listing.size(); i++) {
            int label = listing.labels().numbers().get(i);
            if (label >= 0) {
                labels.add(texts.get(label));
                labelled = true;
            } else {
                labels.addMark(label);
            }
        }
        others.addAll(listing.others());
        shardNotes.addAll(listing.notes());
    }

    /** Adds a sentence for the user. */
    void addNote(String note) {
        notes.add(note);
    }

    /** Whether any picture has a label beside it, so that these are shards of a WebDataset. */
    boolean isLabelled() {
        return labelled;
    }

    /** The archives and where their pictures are. */
    ArchivePlaces places() {
        return places;
    }

    /** For each picture what is written beside it, with the marks of {@link ArchiveListing}. */
    LabelColumn labels() {
        return labels;
    }

    /** Files of the archives that are neither picture nor label, one of each folder. */
    List<String> others() {
        return others;
    }

    /** Sentences for the user. */
    List<String> notes() {
        return notes;
    }

    /** Sentences for the user that hold where these are shards of a WebDataset. */
    List<String> shardNotes() {
        return shardNotes;
    }
}
