package io.metaformer4j.vision.data;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pictures inside tar archives, read in place.
 *
 * <p>Two kinds: <em>WebDataset shards</em>, where each picture has its label beside it ({@code 000017.jpg},
 * {@code 000017.cls}), and plain archives, where the folders (or the archives themselves) are the classes. Archives in
 * which any picture has a label beside it are of the first kind.
 */
final class ArchiveDataset extends SampleTableDataset<TarContents.Member> {

    private final int maxSampleBytes;

    private ArchiveDataset(SampleTable<TarContents.Member> samples, int maxSampleBytes) {
        super(samples);
        this.maxSampleBytes = maxSampleBytes;
    }

    /** Whether the name of a plain archive is the class of the pictures that lie in none of its folders. */
    enum ArchiveName {
        IS_A_FOLDER,
        MEANS_NOTHING
    }

    static ArchiveDataset open(List<Path> archives, ArchiveName archiveName, String source, DatasetOptions options)
            throws IOException {
        List<TarContents> contents = new ArrayList<>();
        List<WebDatasetLabels> labels = new ArrayList<>();
        for (Path archive : archives) {
            TarContents scanned = TarContents.scan(archive);
            contents.add(scanned);
            labels.add(WebDatasetLabels.of(scanned));
        }
        boolean plain = labels.stream().allMatch(WebDatasetLabels::isEmpty);
        SampleTable<TarContents.Member> samples = plain
                ? SampleTable.byFolder(folders(archives, contents, archiveName), options.classMap(), source)
                : SampleTable.byText(shards(archives, labels), options.classMap(), source);
        return new ArchiveDataset(samples, options.maxSampleBytes());
    }

    private static List<SampleTable.Found<TarContents.Member>> shards(
            List<Path> archives, List<WebDatasetLabels> shards) {
        List<SampleTable.Found<TarContents.Member>> found = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            WebDatasetLabels shard = shards.get(i);
            for (Map.Entry<String, TarContents.Member> picture :
                    shard.pictures().entrySet()) {
                Optional<String> label = shard.label(picture.getKey());
                if (label.isEmpty()) {
                    throw new MetaFormerException("shard '" + archives.get(i) + "' has no label for '"
                            + picture.getKey() + "'; add a .cls file, or a .json file with the field \"label\"");
                }
                found.add(new SampleTable.Found<>(picture.getKey(), label.get(), picture.getValue()));
            }
        }
        return found;
    }

    private static Map<String, TarContents.Member> folders(
            List<Path> archives, List<TarContents> contents, ArchiveName archiveName) {
        Map<String, TarContents.Member> pictures = new LinkedHashMap<>();
        for (int i = 0; i < contents.size(); i++) {
            String file = archives.get(i).getFileName().toString();
            String prefix =
                    archiveName == ArchiveName.IS_A_FOLDER ? file.substring(0, file.lastIndexOf('.')) + "/" : "";
            contents.get(i).pictures().forEach((name, member) -> pictures.put(prefix + name, member));
        }
        return pictures;
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        TarContents.Member member = place(index);
        String name = member.archive() + "!/" + name(index);
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
    public long storedBytes(int index) {
        return place(index).size();
    }
}
