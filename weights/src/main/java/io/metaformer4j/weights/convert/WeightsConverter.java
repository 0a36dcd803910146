package io.metaformer4j.weights.convert;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.dialect.DialectEntry;
import io.metaformer4j.weights.dialect.DialectMatch;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.file.TorchWriter;
import io.metaformer4j.weights.load.HeadRule;
import io.metaformer4j.weights.load.LoadOptions;
import io.metaformer4j.weights.load.LoadedWeights;
import io.metaformer4j.weights.load.NetworkChoice;
import io.metaformer4j.weights.load.WeightsLoader;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.weights.match.FinalLayer;
import io.metaformer4j.weights.match.ModelMatch;
import io.metaformer4j.weights.match.ModelMatcher;
import io.metaformer4j.weights.match.ShapeRule;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.ModelCard;
import io.metaformer4j.zoo.catalog.PublishedWeights.Coverage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rewrites weights from any file that can be read, in any dialect, as safetensors or {@code .pth} in any dialect that has names
 * for the network.
 *
 * <p>What is written is a plain state dict in the order of the dialect's own {@code state_dict()}, which the Python code of
 * that dialect loads strictly. A folder becomes what model hubs have: {@code model.safetensors} and, for timm, a
 * {@code config.json}. Immutable and safe for concurrent use.
 */
public final class WeightsConverter {

    private final Catalog catalog;

    /**
     * Creates a converter.
     *
     * @param catalog models that a file may belong to
     */
    public WeightsConverter(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * Rewrites a file.
     *
     * @param in the file to read
     * @param out the file or folder to write; its name tells the format
     * @param options what to do
     * @return what was done
     * @throws IOException if a file cannot be read or written
     * @throws CheckpointMismatchException if the weights fit no model, or not the given one
     * @throws io.metaformer4j.zoo.MetaFormerException if the dialect has no names for the network, or the output's name tells
     *     no format
     */
    public Conversion convert(Path in, Path out, ConvertOptions options) throws IOException {
        ConvertedFormat format = ConvertedFormat.of(out);
        Checkpoint checkpoint = Checkpoints.open(in);
        List<String> notes = new ArrayList<>();
        ModelMatch.Candidate candidate = candidate(checkpoint, options, notes);
        Architecture architecture = candidate.architecture();
        Dialect target = Dialect.ofId(options.to(), architecture);
        LoadOptions load = options.load();
        if (options.classes().isPresent()) {
            load = load.withHead(HeadRule.REPLACE);
        }
        if (target == Dialect.TIMM_FEATURES) {
            architecture = FinalLayer.body(architecture);
            load = load.withCoverage(Coverage.BODY);
        }
        target.layout(architecture);
        LoadedWeights loaded = WeightsLoader.of(architecture)
                .named(candidate.model().name())
                .suggesting(catalog)
                .with(load)
                .load(checkpoint);
        notes.addAll(loaded.notes());
        noteDifferences(architecture, target, notes);
        Map<String, WeightTensor> renamed = rename(loaded.tensors(), architecture, target);
        Path file = write(out, format, renamed);
        if (format == ConvertedFormat.FOLDER && (target == Dialect.TIMM || target == Dialect.CANONICAL)) {
            writeConfig(out, candidate, architecture, notes);
        }
        return new Conversion(
                file,
                candidate.model().name(),
                architecture,
                loaded.dialect(),
                target,
                renamed.size(),
                loaded.averaged(),
                notes);
    }

    /**
     * Renames and reshapes canonical tensors into a dialect.
     *
     * @param canonical tensors by canonical name, all that the network has
     * @param architecture the network
     * @param target the dialect
     * @return tensors by name of the dialect, in the order of its state dict
     * @throws io.metaformer4j.zoo.MetaFormerException if the dialect has no names for the network
     */
    public static Map<String, WeightTensor> rename(
            Map<String, WeightTensor> canonical, Architecture architecture, Dialect target) {
        Map<String, WeightTensor> renamed = new LinkedHashMap<>();
        for (DialectEntry entry : target.layout(architecture).entries()) {
            renamed.put(entry.name(), canonical.get(entry.spec().name()).reshape(ShapeRule.of(entry.shape())));
        }
        return renamed;
    }

    private ModelMatch.Candidate candidate(Checkpoint checkpoint, ConvertOptions options, List<String> notes) {
        if (options.model().isPresent()) {
            return wanted(
                    new ModelMatch.Candidate(
                            options.model().get(), options.model().get().architecture()),
                    options);
        }
        NetworkChoice choice = NetworkChoice.of(checkpoint, options.load());
        Map<String, WeightTensor> tensors = choice.tensors();
        DialectMatch dialect = choice.dialect();
        ModelMatcher matcher = new ModelMatcher(catalog);
        ModelMatch match = matcher.match(tensors, dialect)
                .orElseThrow(() -> new CheckpointMismatchException("weights '" + checkpoint.path() + "' in "
                        + dialect.describe() + " fit no model of the catalog"
                        + matcher.closest(tensors, dialect, 0)
                                .map(hint -> "; " + hint)
                                .orElse("")
                        + "; name the model"));
        List<ModelMatch.Candidate> candidates = match.candidates().stream()
                .map(candidate -> wanted(candidate, options))
                .toList();
        ModelMatch.Candidate chosen = candidates.stream()
                .filter(candidate -> canBeWritten(candidate.architecture(), options.to()))
                .findFirst()
                .orElse(candidates.get(0));
        if (candidates.size() > 1) {
            notes.add("The weights were taken for " + chosen.model().name() + "; the same tensors belong to all of "
                    + match.names() + ".");
        }
        return chosen;
    }

    private static ModelMatch.Candidate wanted(ModelMatch.Candidate candidate, ConvertOptions options) {
        Architecture architecture = candidate.architecture();
        if (options.load().head().equals(HeadRule.IMAGENET_21K_TO_1K)) {
            architecture = architecture.withClasses(ModelCard.IMAGENET_1K_CLASSES);
        } else if (options.classes().isPresent()) {
            architecture = architecture.withClasses(options.classes().getAsInt());
        }
        return new ModelMatch.Candidate(candidate.model(), architecture);
    }

    private static boolean canBeWritten(Architecture architecture, String to) {
        Dialect target = Dialect.ofId(to, architecture);
        Architecture written = target == Dialect.TIMM_FEATURES ? FinalLayer.body(architecture) : architecture;
        return target.unsupportedPart(written).isEmpty();
    }

    /** Same names, other network: what the code of the target dialect computes differently. */
    private static void noteDifferences(Architecture architecture, Dialect target, List<String> notes) {
        if (target != Dialect.TIMM) {
            return;
        }
        architecture.head().accept(new TimmDifference()).ifPresent(notes::add);
    }

    private static final class TimmDifference implements Head.Visitor<Optional<String>> {
        @Override
        public Optional<String> linear(Head.Linear head) {
            return head.order() == Head.PoolingOrder.POOL_THEN_NORM
                    ? Optional.empty()
                    : Optional.of(
                            "timm takes the mean before the last norm, this network after it; its logits will differ"
                                    + " by a few percent.");
        }

        @Override
        public Optional<String> mlp(Head.Mlp head) {
            return head.hiddenEpsilon() == 1e-6
                    ? Optional.empty()
                    : Optional.of("The norm of timm's MLP head has epsilon 1.0E-6, that of this network "
                            + head.hiddenEpsilon() + "; its logits will differ in the fifth digit.");
        }

        @Override
        public Optional<String> featureMaps(Head.FeatureMaps head) {
            return Optional.empty();
        }
    }

    private static Path write(Path out, ConvertedFormat format, Map<String, WeightTensor> tensors) throws IOException {
        Map<String, String> metadata = Map.of("format", "pt");
        switch (format) {
            case SAFETENSORS -> SafetensorsWriter.write(out, tensors, metadata);
            case TORCH -> TorchWriter.write(out, tensors);
            case FOLDER -> {
                Files.createDirectories(out);
                Path file = out.resolve(ConvertedFormat.FOLDER_WEIGHTS);
                SafetensorsWriter.write(file, tensors, metadata);
                return file;
            }
        }
        return out;
    }

    private void writeConfig(Path folder, ModelMatch.Candidate candidate, Architecture architecture, List<String> notes)
            throws IOException {
        Optional<String> config = new TimmConfig(catalog).of(candidate.model(), architecture);
        if (config.isPresent()) {
            AtomicFile.write(folder.resolve("config.json"), config.get().getBytes(StandardCharsets.UTF_8));
        } else {
            notes.add("timm has no network like " + candidate.model().name() + "; no config.json was written.");
        }
    }
}
