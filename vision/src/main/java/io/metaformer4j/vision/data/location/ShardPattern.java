package io.metaformer4j.vision.data.location;

import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.archive.ArchiveFile;
import io.metaformer4j.vision.data.format.ArchivePictures;
import io.metaformer4j.vision.data.format.ArchivePictures.ArchiveName;
import io.metaformer4j.vision.data.format.PictureScans;
import io.metaformer4j.vision.data.layout.Split;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Archives that a pattern names. Where it names those of several splits, the wanted ones are told by their names, or by
 * those of the folders that they lie in.
 */
final class ShardPattern {

    private ShardPattern() {}

    static FoundPictures find(
            List<? extends ArchiveFile> archives, String pattern, DatasetOptions options, PictureScans scans)
            throws IOException {
        List<Function<ArchiveFile, String>> names = List.of(ArchiveFile::base, ShardPattern::innermostFolder);
        for (Function<ArchiveFile, String> name : names) {
            if (options.split().isPresent() && splits(archives, name) > 1) {
                List<ArchiveFile> chosen =
                        chosen(archives, name, pattern, Split.of(options.split().get()));
                return ArchivePictures.find(
                        chosen,
                        chosen.size() == 1 ? ArchiveName.MEANS_NOTHING : ArchiveName.IS_A_FOLDER,
                        pattern,
                        options.withoutSplit(),
                        scans);
            }
        }
        return ArchivePictures.find(archives, ArchiveName.IS_A_FOLDER, pattern, options, scans);
    }

    private static String innermostFolder(ArchiveFile archive) {
        String folder = archive.folder().replaceAll("[/\\\\]+$", "");
        return folder.substring(Math.max(folder.lastIndexOf('/'), folder.lastIndexOf('\\')) + 1);
    }

    private static long splits(List<? extends ArchiveFile> archives, Function<ArchiveFile, String> name) {
        return archives.stream()
                .map(name)
                .map(Split::partOf)
                .flatMap(part -> part.stream())
                .distinct()
                .count();
    }

    private static List<ArchiveFile> chosen(
            List<? extends ArchiveFile> archives, Function<ArchiveFile, String> name, String pattern, Split split) {
        Set<String> all = new LinkedHashSet<>();
        archives.forEach(archive -> all.add(name.apply(archive)));
        Set<String> wanted = Set.copyOf(split.chooseAll(all));
        if (wanted.isEmpty()) {
            throw new MetaFormerException("pattern '" + pattern + "' names archives of other splits, but none of '"
                    + split.requested() + "'; there are " + PrintableNames.quoted(all));
        }
        List<ArchiveFile> chosen = new ArrayList<>();
        for (ArchiveFile archive : archives) {
            if (wanted.contains(name.apply(archive))) {
                chosen.add(archive);
            }
        }
        return chosen;
    }
}
