package io.metaformer4j.cli.explain;

import io.metaformer4j.cli.command.PictureFiles;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.ErrorMessage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The pictures that the user named, one by one or by their folders, and which of them cannot be used. */
final class NamedPictures {

    /** Folders that a message names. */
    private static final int NAMED = 3;

    private final List<PictureFiles.Found> files;
    private final PrintWriter err;
    private final Map<Integer, String> failures = new TreeMap<>();

    private NamedPictures(List<PictureFiles.Found> files, PrintWriter err) {
        this.files = files;
        this.err = err;
    }

    /**
     * Looks into the folders.
     *
     * @param inputs files and folders
     * @param err receives what is wrong with some of them
     * @throws MetaFormerException if there are no pictures at all
     */
    static NamedPictures of(List<Path> inputs, PrintWriter err) throws IOException {
        List<PictureFiles.Found> files = new ArrayList<>();
        List<String> withoutPictures = new ArrayList<>();
        for (Path input : inputs) {
            List<PictureFiles.Found> here = Files.isDirectory(input)
                    ? PictureFiles.in(input)
                    : List.of(new PictureFiles.Found(input, Optional.empty()));
            if (here.isEmpty()) {
                withoutPictures.add(input.toString());
            }
            files.addAll(here);
        }
        if (!withoutPictures.isEmpty()) {
            String message = "there are no pictures in "
                    + PrintableText.listed(withoutPictures, NAMED, name -> "'" + PrintableText.of(name) + "'")
                    + "; files must end in " + ImageFileNames.pictureExtensions();
            if (files.isEmpty()) {
                throw new MetaFormerException(message);
            }
            err.println("note: " + message);
        }
        return new NamedPictures(files, err);
    }

    /** How many there are, those that cannot be used among them. */
    int size() {
        return files.size();
    }

    /** The user's name of one. */
    String name(int index) {
        return files.get(index).file().toString();
    }

    /** Refuses outputs that would replace one. */
    void requireKept(CommandOutputs outputs) throws IOException {
        for (PictureFiles.Found file : files) {
            outputs.reads("IMAGE", file.file());
        }
    }

    /** Reads one; what is wrong with it is told once, and does not end the work on the others. */
    Optional<Picture> decode(int index, ImageDecoder decoder) {
        if (failures.containsKey(index)) {
            return Optional.empty();
        }
        PictureFiles.Found file = files.get(index);
        try {
            if (file.failure().isPresent()) {
                throw file.failure().get();
            }
            return Optional.of(decoder.decode(file.file()));
        } catch (ImageRejectedException | IOException e) {
            String message = new ErrorMessage(e).line();
            failures.put(index, message);
            err.println("metaformer: " + message);
            return Optional.empty();
        }
    }

    /** Those that could not be read, with their names, for a document. */
    List<Map<String, Object>> failures() {
        List<Map<String, Object>> documents = new ArrayList<>();
        failures.forEach((index, message) -> {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("file", name(index));
            document.put("error", message);
            documents.add(document);
        });
        return documents;
    }
}
