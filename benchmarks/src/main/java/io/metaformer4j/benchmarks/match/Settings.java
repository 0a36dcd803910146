package io.metaformer4j.benchmarks.match;

import io.metaformer4j.zoo.MetaFormerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What every benchmark has to know.
 *
 * @param root the project's folder
 * @param work a folder for files that are gone afterwards
 * @param python interpreter of the peers; empty runs ours alone
 * @param images folder of JPEG files; empty leaves out what needs pictures
 * @param pictures how many of them to use
 * @param models networks to compare; none for those that each benchmark usually takes
 * @param rounds how often everybody has a turn
 * @param threads threads of both sides
 * @param plainPeers whether peers run without the allocator settings that our launcher makes
 */
public record Settings(
        Path root,
        Path work,
        Optional<Path> python,
        Optional<Path> images,
        int pictures,
        List<String> models,
        int rounds,
        int threads,
        boolean plainPeers) {

    public Settings {
        models = List.copyOf(models);
        if (pictures < 1 || rounds < 1 || threads < 1) {
            throw new MetaFormerException("--pictures, --rounds and --threads must be at least 1");
        }
        if (python.isPresent() && !Files.isExecutable(python.get())) {
            throw new MetaFormerException("--python " + python.get()
                    + " is no program; name the interpreter of an environment with torch, timm and safetensors");
        }
        if (images.isPresent() && !Files.isDirectory(images.get())) {
            throw new MetaFormerException("--images " + images.get() + " is no folder; name one with JPEG files");
        }
    }

    /**
     * The networks to compare.
     *
     * @param usual those of a benchmark if none were named
     * @return their names
     */
    public List<String> modelsOr(List<String> usual) {
        return models.isEmpty() ? usual : models;
    }

    /**
     * The same with peers in the environment as they found it, whatever was asked for.
     *
     * @return the changed settings
     */
    public Settings withPlainPeers() {
        return new Settings(root, work, python, images, pictures, models, rounds, threads, true);
    }
}
