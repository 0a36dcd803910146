package io.metaformer4j.cli.corrupt;

import io.metaformer4j.cli.command.PictureFiles;
import io.metaformer4j.evaluation.robustness.CorruptionLevel;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which pictures are read, and which files are written for them.
 *
 * @param sources the pictures, in the order of their names
 * @param levels what becomes of each
 * @param output the folder
 * @param extension how names of files end, without the dot
 */
record CorruptedFiles(List<Source> sources, List<CorruptionLevel> levels, Path output, String extension) {

    /**
     * A picture.
     *
     * @param file where it is
     * @param name its path inside the folder that was named, with slashes; of a single picture the file's name
     * @param failure why it could not be looked at
     */
    record Source(Path file, String name, Optional<IOException> failure) {}

    CorruptedFiles {
        sources = List.copyOf(sources);
        levels = List.copyOf(levels);
    }

    /** Finds pictures, and refuses those of which two would become one file. */
    static CorruptedFiles of(Path input, List<CorruptionLevel> levels, Path output, String extension)
            throws IOException {
        List<Source> sources = new ArrayList<>();
        if (Files.isDirectory(input)) {
            for (PictureFiles.Found found : PictureFiles.in(input)) {
                String name = input.relativize(found.file()).toString().replace('\\', '/');
                sources.add(new Source(found.file(), name, found.failure()));
            }
        } else {
            sources.add(new Source(input, input.getFileName().toString(), Optional.empty()));
        }
        if (sources.isEmpty()) {
            throw new MetaFormerException("there are no pictures in '" + PrintableText.of(input.toString())
                    + "'; files must end in " + ImageFileNames.pictureExtensions());
        }
        CorruptedFiles files = new CorruptedFiles(sources, levels, output, extension);
        files.requireDifferent();
        return files;
    }

    /** Names that differ in case only are one file on some systems. */
    private void requireDifferent() {
        Map<String, String> taken = new HashMap<>();
        for (Source source : sources) {
            if (source.failure().isPresent()) {
                continue; // nothing is written for it
            }
            String name = written(source.name());
            String other = taken.put(name.toLowerCase(Locale.ROOT), source.name());
            if (other != null) {
                throw new MetaFormerException("pictures '" + PrintableText.of(other) + "' and '"
                        + PrintableText.of(source.name()) + "' would both become '" + PrintableText.of(name)
                        + "'; rename one of them");
            }
        }
    }

    /** The name of a picture's file: folders stay, and the extension is that of the format. */
    private String written(String name) {
        int dot = name.lastIndexOf('.');
        String stem = dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
        return stem + "." + extension;
    }

    /** Where a picture goes: with several levels into the folders of ImageNet-C. */
    Path target(Source source, CorruptionLevel level) {
        Path folder = levels.size() > 1 ? output.resolve(level.toString()) : output;
        return folder.resolve(written(source.name()));
    }

    /** How many files there will be. */
    long count() {
        return (long) sources.size() * levels.size();
    }

    /** Refuses a folder in which some of the files are already. */
    void requireNone() {
        for (Source source : sources) {
            for (CorruptionLevel level : levels) {
                Path target = target(source, level);
                if (Files.exists(target)) {
                    throw new MetaFormerException("'" + PrintableText.of(target.toString())
                            + "' is there already; write the missing ones with --resume, or choose another folder");
                }
            }
        }
    }
}
