package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.archive.ArchiveListing;
import io.metaformer4j.vision.data.archive.ArchivePlaces;
import io.metaformer4j.vision.data.column.IntColumn;
import io.metaformer4j.vision.data.column.Rows;
import io.metaformer4j.vision.data.column.TextKey;
import io.metaformer4j.vision.data.layout.Candidates;
import io.metaformer4j.vision.data.layout.FoundDataset;
import io.metaformer4j.vision.data.layout.PictureReader;
import io.metaformer4j.vision.data.layout.SampleTable;
import io.metaformer4j.vision.data.layout.Split;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The samples of WebDataset shards, in the order of the shards, by what is written beside them. */
final class ShardSamples {

    private final ArchiveSet set;
    private final ArchivePlaces places;
    private final String source;

    private ShardSamples(ArchiveSet set, String source) {
        this.set = set;
        this.places = set.places();
        this.source = source;
    }

    /**
     * The samples of shards.
     *
     * @param set the shards
     * @param source what messages call the data set
     * @param options the wanted split, if it is not chosen already, and the classes
     * @param reader reads the pictures
     * @throws IOException if a list of classes beside the shards cannot be read
     * @throws MetaFormerException if a picture has no label
     */
    static FoundPictures find(ArchiveSet set, String source, DatasetOptions options, PictureReader reader)
            throws IOException {
        ShardSamples samples = new ShardSamples(set, source);
        Candidates found = samples.all();
        List<String> notes = new ArrayList<>(set.notes());
        notes.addAll(new LinkedHashSet<>(set.shardNotes()));
        samples.noteRepeated(found.rows(), notes);
        return samples.labelled(found, ShardClasses.beside(set.places().archives()), notes, options, reader);
    }

    private Candidates all() {
        IntColumn labels = set.labels().numbers();
        int[] rows = rows(picture -> labels.get(picture) != ArchiveListing.FURTHER);
        for (int picture : rows) {
            if (labels.get(picture) == ArchiveListing.UNLABELLED) {
                throw new MetaFormerException("shard '"
                        + places.archives().get(places.archive(picture)).name() + "' has no label for "
                        + PrintableNames.quoted(places.name(picture))
                        + "; add a .cls file, or a .json file with the field \"label\"");
            }
        }
        return Candidates.of(
                places.names(),
                places.folders(),
                rows.length == labels.size() ? Rows.all(rows.length) : Rows.of(rows),
                set.labels());
    }

    private int[] rows(IntPredicate wanted) {
        return IntStream.range(0, places.names().size()).filter(wanted).toArray();
    }

    private void noteRepeated(Rows rows, List<String> notes) {
        long[] keys = IntStream.range(0, rows.size())
                .mapToLong(i -> TextKey.of(places.name(rows.get(i))))
                .toArray();
        int repeated = keys.length - TextKey.distinct(keys).length;
        if (repeated > 0) {
            notes.add(repeated + " names of pictures occur in several shards; they count as different pictures");
        }
    }

    /** Samples by the names of their classes where these are known, else by what stands in the shards. */
    private FoundPictures labelled(
            Candidates found,
            Optional<ShardClasses> beside,
            List<String> notes,
            DatasetOptions options,
            PictureReader reader) {
        List<String> texts = set.labels().texts();
        Optional<ShardClasses> classes = beside.filter(
                listed -> texts.stream().allMatch(text -> listed.name(text).isPresent()));
        // names in place of numbers, so that they are matched by name as others are
        Candidates named = classes.map(listed -> found.withLabels(texts.stream()
                        .map(text -> listed.name(text).orElseThrow())
                        .toList()))
                .orElse(found);
        return FoundPictures.of(options, chosen -> {
            DatasetOptions known = classes.filter(listed -> chosen.classMap().isEmpty())
                    .map(listed -> chosen.withClassMap(listed.map()))
                    .orElse(chosen);
            return new FoundDataset(
                    SampleTable.byText(ofSplit(named, known), known, source).withNotes(notes), reader);
        });
    }

    /** The samples in folders of the wanted split; all, if there are no such folders. */
    private Candidates ofSplit(Candidates found, DatasetOptions options) {
        if (options.split().isEmpty()) {
            return found;
        }
        Split split = Split.of(options.split().get());
        Set<String> names = new TreeSet<>();
        found.usedFolders().stream()
                .mapToObj(folder -> ImageFileNames.folders(places.folders().get(folder)))
                .flatMap(List::stream)
                .filter(folder -> Split.partOf(folder).isPresent())
                .forEach(names::add);
        List<String> chosen = split.choose(names);
        if (chosen.isEmpty() && (!names.isEmpty() || split.parts().isEmpty())) {
            throw names.isEmpty() ? split.notSplit(source) : split.missing(source, names);
        }
        if (chosen.isEmpty()) {
            return found;
        }
        List<Boolean> wanted = places.folders().stream()
                .map(folder -> ImageFileNames.folders(folder).stream().anyMatch(chosen::contains))
                .toList();
        return found.withRows(Rows.of(IntStream.range(0, found.size())
                .map(found.rows()::get)
                .filter(picture -> wanted.get(places.names().folder(picture)))
                .toArray()));
    }
}
