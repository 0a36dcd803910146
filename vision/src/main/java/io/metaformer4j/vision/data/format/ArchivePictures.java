package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.layout.FolderSamples;
import io.metaformer4j.vision.data.layout.FoldersWithoutPictures;
import io.metaformer4j.vision.data.layout.FoundDataset;
import io.metaformer4j.vision.data.layout.PictureReader;
import io.metaformer4j.vision.data.layout.SampleTable;
import io.metaformer4j.vision.data.layout.Split;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.Names;
import io.metaformer4j.vision.names.PictureName;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pictures inside tar archives, read in place.
 *
 * <p>Two kinds: <em>WebDataset shards</em>, where each picture has its label beside it ({@code 000017.jpg},
 * {@code 000017.cls}), and plain archives, where the folders (or the archives themselves) are the classes. Archives in
 * which any picture has a label beside it are of the first kind. Where all labels are numbers, a list of names beside
 * the shards ({@link ShardClasses}) says what they mean.
 */
public final class ArchivePictures implements PictureReader<TarContents.Member> {

    private final int maxSampleBytes;
    private final RealPaths realPaths = new RealPaths();

    private ArchivePictures(int maxSampleBytes) {
        this.maxSampleBytes = maxSampleBytes;
    }

    /** Whether the name of a plain archive is the class of the pictures that lie in none of its folders. */
    public enum ArchiveName {
        IS_A_FOLDER,
        MEANS_NOTHING
    }

    /**
     * Looks through archives.
     *
     * @param archives the archives in their order
     * @param archiveName what their names mean
     * @param source what messages call the data set
     * @param options the wanted split, if it is not chosen already, and the classes
     * @param scans what was looked through before
     * @throws IOException if an archive cannot be read
     */
    public static FoundPictures find(
            List<Path> archives, ArchiveName archiveName, String source, DatasetOptions options, PictureScans scans)
            throws IOException {
        List<TarContents> contents = new ArrayList<>();
        List<WebDatasetLabels> labels = new ArrayList<>();
        for (Path archive : archives) {
            TarContents scanned = scans.archive(archive);
            contents.add(scanned);
            labels.add(WebDatasetLabels.of(scanned, archive));
        }
        boolean plain = labels.stream().allMatch(WebDatasetLabels::isEmpty);
        ArchivePictures reader = new ArchivePictures(options.maxSampleBytes());
        if (!plain) {
            return shards(archives, labels, source, options, reader);
        }
        List<FolderSamples.PlacedPicture<TarContents.Member>> pictures = folders(archives, contents, archiveName);
        List<String> notes = notesOnFolders(contents);
        return FoundPictures.of(
                options,
                chosen -> new FoundDataset<>(
                        FolderSamples.table(pictures, chosen, source).withNotes(notes), reader));
    }

    private static List<String> notesOnFolders(List<TarContents> contents) {
        FoldersWithoutPictures withoutPictures = new FoldersWithoutPictures();
        for (TarContents archive : contents) {
            archive.pictures().keySet().forEach(withoutPictures::addPicture);
            archive.others().forEach(withoutPictures::addOther);
        }
        return withoutPictures.notes();
    }

    private static FoundPictures shards(
            List<Path> archives,
            List<WebDatasetLabels> shards,
            String source,
            DatasetOptions options,
            ArchivePictures reader)
            throws IOException {
        List<SampleTable.Found<TarContents.Member>> found = new ArrayList<>();
        Set<String> notes = new LinkedHashSet<>();
        Set<String> names = new HashSet<>();
        int repeated = 0;
        for (int i = 0; i < shards.size(); i++) {
            WebDatasetLabels shard = shards.get(i);
            notes.addAll(shard.notes());
            for (Map.Entry<String, TarContents.Member> picture :
                    shard.pictures().entrySet()) {
                Optional<String> label = shard.label(picture.getKey());
                if (label.isEmpty()) {
                    throw new MetaFormerException("shard '" + archives.get(i) + "' has no label for "
                            + Names.quoted(picture.getKey())
                            + "; add a .cls file, or a .json file with the field \"label\"");
                }
                repeated += names.add(picture.getKey()) ? 0 : 1;
                found.add(new SampleTable.Found<>(
                        PictureName.of(picture.getKey()), List.of(label.get()), picture.getValue()));
            }
        }
        if (repeated > 0) {
            notes.add(repeated + " names of pictures occur in several shards; they count as different pictures");
        }
        return labelled(found, ShardClasses.beside(archives), List.copyOf(notes), source, options, reader);
    }

    /** Samples of shards by the names of their classes where these are known, else by what stands in the shards. */
    private static FoundPictures labelled(
            List<SampleTable.Found<TarContents.Member>> found,
            Optional<ShardClasses> beside,
            List<String> notes,
            String source,
            DatasetOptions options,
            ArchivePictures reader) {
        Optional<ShardClasses> classes = beside.filter(listed -> found.stream()
                .allMatch(sample -> listed.name(sample.labels().get(0)).isPresent()));
        classes.ifPresent(listed -> found.replaceAll(sample -> named(sample, listed)));
        return FoundPictures.of(options, chosen -> {
            DatasetOptions known = classes.filter(listed -> chosen.classMap().isEmpty())
                    .map(listed -> chosen.withClassMap(listed.map()))
                    .orElse(chosen);
            return new FoundDataset<>(
                    SampleTable.byText(ofSplit(found, known, source), known, source)
                            .withNotes(notes),
                    reader);
        });
    }

    /** A sample with the name of its class in place of its number, so that it is matched by name as others are. */
    private static SampleTable.Found<TarContents.Member> named(
            SampleTable.Found<TarContents.Member> sample, ShardClasses classes) {
        String name = classes.name(sample.labels().get(0)).orElseThrow();
        return new SampleTable.Found<>(sample.name(), List.of(name), sample.place());
    }

    /** The samples in folders of the wanted split; all, if there are no such folders. */
    private static List<SampleTable.Found<TarContents.Member>> ofSplit(
            List<SampleTable.Found<TarContents.Member>> found, DatasetOptions options, String source) {
        if (options.split().isEmpty()) {
            return found;
        }
        Split split = Split.of(options.split().get());
        Set<String> names = new TreeSet<>();
        found.forEach(sample -> ImageFileNames.folders(sample.name().toString()).stream()
                .filter(folder -> Split.partOf(folder).isPresent())
                .forEach(names::add));
        List<String> chosen = split.choose(names);
        if (chosen.isEmpty() && (!names.isEmpty() || split.parts().isEmpty())) {
            throw names.isEmpty() ? split.undivided(source) : split.missing(source, names);
        }
        return chosen.isEmpty()
                ? found
                : found.stream()
                        .filter(sample -> ImageFileNames.folders(sample.name().toString()).stream()
                                .anyMatch(chosen::contains))
                        .toList();
    }

    private static List<FolderSamples.PlacedPicture<TarContents.Member>> folders(
            List<Path> archives, List<TarContents> contents, ArchiveName archiveName) {
        List<FolderSamples.PlacedPicture<TarContents.Member>> pictures = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            String file = archives.get(i).getFileName().toString();
            String archive = file.substring(0, file.lastIndexOf('.'));
            boolean folder = archiveName == ArchiveName.IS_A_FOLDER;
            contents.get(i).pictures().forEach((name, member) -> {
                // one of several archives is a class only for pictures that lie in no folder of its own
                List<String> inside = ImageFileNames.folders(name);
                List<String> folders = folder && inside.isEmpty() ? List.of(archive) : inside;
                pictures.add(new FolderSamples.PlacedPicture<>(
                        PictureName.of(folder ? archive + "/" + name : name), folders, member));
            });
        }
        return pictures;
    }

    @Override
    public String origin(TarContents.Member member) {
        return realPaths.of(FilePlace.of(member.archive().toAbsolutePath())) + "!" + member.offset();
    }

    @Override
    public Sample read(TarContents.Member member, String inside, ReadBuffer buffer) throws IOException {
        String name = member.archive() + "!/" + inside;
        if (member.size() > maxSampleBytes) {
            throw new ImageRejectedException(
                    name, "has " + member.size() + " bytes, more than the limit of " + maxSampleBytes);
        }
        int size = (int) member.size();
        byte[] bytes = buffer.bytes(size);
        // Opened anew each time: data sets have more archives than a process may open files, and a channel shared by
        // threads is closed for all of them when one of them is interrupted.
        try (FileChannel channel = FileChannel.open(member.archive(), StandardOpenOption.READ)) {
            ByteBuffer target = ByteBuffer.wrap(bytes, 0, size);
            long position = member.offset();
            while (target.hasRemaining()) {
                int count = channel.read(target, position);
                if (count < 0) {
                    throw new ImageRejectedException(name, "is cut off: the archive became shorter while in use");
                }
                position += count;
            }
        }
        return new Sample.Encoded(EncodedImage.of(bytes, 0, size, name));
    }

    @Override
    public long storedBytes(TarContents.Member member) {
        return member.size();
    }
}
