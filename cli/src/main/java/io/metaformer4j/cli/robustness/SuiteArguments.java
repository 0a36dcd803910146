package io.metaformer4j.cli.robustness;

import io.metaformer4j.cli.data.DataAccess;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.evaluation.robustness.CorruptionLevel;
import io.metaformer4j.evaluation.robustness.ImageNetC;
import io.metaformer4j.evaluation.robustness.PictureSource;
import io.metaformer4j.evaluation.robustness.RobustnessBenchmark;
import io.metaformer4j.evaluation.robustness.RobustnessPart;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.ClassMapFile;
import io.metaformer4j.vision.labels.ReassessedLabels;
import io.metaformer4j.weights.disk.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which benchmarks are measured, and where their pictures are. */
final class SuiteArguments {

    /** The word for a data set that is not to be divided. */
    private static final String WHOLE = "all";

    private static final String VALIDATION = "validation";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--imagenet-a",
            paramLabel = "DIR",
            description = "Class folders or tar of ImageNet-A, measured among the classes that it has.")
    private String imageNetA;

    @Option(names = "--imagenet-r", paramLabel = "DIR", description = "The same of ImageNet-R.")
    private String imageNetR;

    @Option(names = "--imagenet-sketch", paramLabel = "DIR", description = "The same of ImageNet-Sketch.")
    private String imageNetSketch;

    @Option(
            names = "--imagenet-v2",
            paramLabel = "DIR",
            description = "Class folders or tar of ImageNet-V2, numbered as the classes or called by WordNet ids.")
    private String imageNetV2;

    @Option(
            names = "--imagenet-c",
            paramLabel = "DIR",
            description = "Folder of ImageNet-C: corruption/severity/class, or the groups of the archives around it.")
    private Path imageNetC;

    @Option(
            names = "--imagenet-val",
            paramLabel = "DIR",
            description = "Class folders, tar or shards of ImageNet's validation pictures, for the accuracy on clean "
                    + "pictures.")
    private String imageNetVal;

    @Option(
            names = "--imagenet-real",
            paramLabel = "FILE",
            description = "Reassessed labels (real.json) of the pictures of --imagenet-val.")
    private Path imageNetReal;

    @Option(
            names = "--corrupt-on-the-fly",
            paramLabel = "DATA",
            description = "A data set of your own, clean and corrupted on the way to the network.")
    private String own;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            description = "Which part of --imagenet-val or --corrupt-on-the-fly, if it has several, or all (default: "
                    + "validation).")
    private String split;

    @Option(
            names = {"--class-map", "--class-map-json"},
            paramLabel = "FILE",
            description = "Which folder is which class, for instance wnid_to_idx_1k.json (default: WordNet ids and "
                    + "names are known).")
    private Path classMap;

    /**
     * What is measured, in the order of measuring.
     *
     * @param corruptions which corruptions, where pictures are corrupted
     */
    List<RobustnessPart> parts(CorruptionArguments corruptions) throws IOException {
        requireMeaning(corruptions);
        List<RobustnessPart> parts = new ArrayList<>();
        Optional<ClassMap> map = classMap == null ? Optional.empty() : Optional.of(ClassMapFile.read(classMap));
        for (Map.Entry<RobustnessBenchmark, String> plain : plain().entrySet()) {
            RobustnessBenchmark benchmark = plain.getKey();
            boolean divided = benchmark == RobustnessBenchmark.IMAGENET_VAL;
            RobustnessPart part = RobustnessPart.of(benchmark, source(plain.getValue(), divided, map));
            boolean reassessed = divided && imageNetReal != null;
            parts.add(reassessed ? part.withReassessed(ReassessedLabels.read(imageNetReal)) : part);
        }
        if (imageNetC != null) {
            ImageNetC pictures = ImageNetC.in(imageNetC);
            DatasetOptions options = mapped(DatasetOptions.standard(), map);
            for (CorruptionLevel level : corruptions.levels(pictures)) {
                parts.add(pictures.part(level, options));
            }
        }
        if (own != null) {
            parts.addAll(RobustnessPart.onTheFly(corruptions.levels(), source(own, /* divided= */ true, map)));
        }
        return parts;
    }

    private Map<RobustnessBenchmark, String> plain() {
        Map<RobustnessBenchmark, String> plain = new EnumMap<>(RobustnessBenchmark.class);
        put(plain, RobustnessBenchmark.IMAGENET_VAL, imageNetVal);
        put(plain, RobustnessBenchmark.IMAGENET_A, imageNetA);
        put(plain, RobustnessBenchmark.IMAGENET_R, imageNetR);
        put(plain, RobustnessBenchmark.IMAGENET_SKETCH, imageNetSketch);
        put(plain, RobustnessBenchmark.IMAGENET_V2, imageNetV2);
        return plain;
    }

    private static void put(Map<RobustnessBenchmark, String> plain, RobustnessBenchmark benchmark, String location) {
        if (location != null) {
            plain.put(benchmark, location);
        }
    }

    private PictureSource source(String location, boolean divided, Optional<ClassMap> map) {
        DatasetOptions options = mapped(DataAccess.options(location), map);
        String part = split == null ? VALIDATION : split;
        return new PictureSource(location, divided && !part.equals(WHOLE) ? options.withSplit(part) : options);
    }

    private static DatasetOptions mapped(DatasetOptions options, Optional<ClassMap> map) {
        return map.map(options::withClassMap).orElse(options);
    }

    private void requireMeaning(CorruptionArguments corruptions) {
        if (imageNetReal != null && imageNetVal == null) {
            throw wrong("--imagenet-real has labels of ImageNet's validation pictures; say with --imagenet-val where"
                    + " these are");
        }
        if (plain().isEmpty() && imageNetC == null && own == null) {
            throw wrong("there is nothing to measure; name a benchmark, for instance --imagenet-a DIR or"
                    + " --corrupt-on-the-fly DATA");
        }
        if (corruptions.given() && !corrupts()) {
            throw wrong("--corruptions and --severities choose among those of --imagenet-c or --corrupt-on-the-fly; add"
                    + " one of these, or leave them out");
        }
        if (split != null && imageNetVal == null && own == null) {
            throw wrong("--split means a part of --imagenet-val or --corrupt-on-the-fly; add one of these, or leave it"
                    + " out");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Whether errors on corrupted pictures are measured. */
    boolean corrupts() {
        return imageNetC != null || own != null;
    }

    /** Whether the errors on ImageNet-C are measured, and not those on its clean pictures. */
    boolean lacksCleanPictures() {
        return imageNetC != null && imageNetVal == null;
    }

    /** The file that says which folder is which class. */
    Optional<Path> classMap() {
        return Optional.ofNullable(classMap);
    }

    /** The reassessed labels. */
    Optional<Path> reassessed() {
        return Optional.ofNullable(imageNetReal);
    }

    /** Where the pictures of a benchmark are, as the user says it. */
    String location(RobustnessBenchmark benchmark) {
        return switch (benchmark) {
            case IMAGENET_C -> String.valueOf(imageNetC);
            case CORRUPTED -> own;
            case IMAGENET_VAL, IMAGENET_A, IMAGENET_R, IMAGENET_SKETCH, IMAGENET_V2 -> plain().get(benchmark);
        };
    }

    /** What the labels of all parts depend on beside their pictures. */
    String labelling() throws IOException {
        return (classMap == null ? "" : Sha256.of(classMap)) + "/"
                + (imageNetReal == null ? "" : Sha256.of(imageNetReal)) + "/" + (split == null ? VALIDATION : split);
    }

    /** Refuses outputs that would replace what is read. */
    void requireKept(CommandOutputs outputs) throws IOException {
        outputs.readsData("--imagenet-a", imageNetA)
                .readsData("--imagenet-r", imageNetR)
                .readsData("--imagenet-sketch", imageNetSketch)
                .readsData("--imagenet-v2", imageNetV2)
                .readsData("--imagenet-val", imageNetVal)
                .reads("--imagenet-real", imageNetReal)
                .readsData("--corrupt-on-the-fly", own)
                .reads("--class-map", classMap);
    }
}
