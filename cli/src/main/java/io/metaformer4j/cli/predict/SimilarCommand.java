package io.metaformer4j.cli.predict;

import io.metaformer4j.cli.argument.DecodingArguments;
import io.metaformer4j.cli.argument.ModelArguments;
import io.metaformer4j.cli.argument.NetworkArguments;
import io.metaformer4j.cli.argument.PreprocessingArguments;
import io.metaformer4j.cli.data.DataAccess;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.evaluation.embedding.Embedder;
import io.metaformer4j.evaluation.embedding.EmbeddingIndex;
import io.metaformer4j.evaluation.embedding.EmbeddingLayer;
import io.metaformer4j.evaluation.prediction.RunIdentity;
import io.metaformer4j.evaluation.prediction.StreamOptions;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.data.location.UnlabelledPictures;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds pictures in stored vectors. */
@Command(
        name = "similar",
        description = "Find the pictures that are most like others, by the vectors that 'metaformer embed' wrote.")
public final class SimilarCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "EMBEDDINGS", description = "Safetensors file of 'metaformer embed'.")
    private Path embeddings;

    @Option(
            names = "--data",
            paramLabel = "DIR|TAR|LIST",
            description = "Where the pictures are now, for --html (default: where they were).")
    private String data;

    @Mixin
    private SimilarArguments similar;

    @Mixin
    private PreprocessingArguments changes;

    @Mixin
    private DecodingArguments decoding;

    @Mixin
    private ModelArguments model;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        requireMeaning();
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine());
        similar.addTo(outputs);
        outputs.reads("EMBEDDINGS", embeddings).readsData("--data", data);
        model.requireKept(outputs);
        EmbeddingIndex index = EmbeddingIndex.open(embeddings);
        ImageDecoder decoder = decoding.decoder();
        Map<String, Object> document = new LinkedHashMap<>();
        List<SimilarAnswer> answers;
        try (LoadedModel loaded = model.load(network.apply(), spec.commandLine().getErr())) {
            StreamOptions options =
                    StreamOptions.of(changes.apply(loaded.preprocessing())).withDecoder(decoder);
            index.requireMadeBy(RunIdentity.of(loaded, options.preprocessing()));
            answers = similar.find(embedder(loaded, index, options), index);
            document.put("model", loaded.name());
            document.put("weights", loaded.weights());
            document.put("averaged", loaded.averaged());
        }
        if (similar.html().isPresent()) {
            writePage(similar.html().get(), index, decoder, answers);
        }
        document.put("embeddings", embeddings.toString());
        document.put("results", SimilarAnswer.documents(answers));
        if (json.enabled()) {
            JsonOutput.print(outputs.report(), document);
        } else {
            SimilarAnswer.print(answers, outputs.report());
        }
        return 0;
    }

    private void requireMeaning() {
        if (!similar.isWanted()) {
            throw new ParameterException(
                    spec.commandLine(), "it is not said what is looked for; give --similar-to PICTURE");
        }
        if (data != null && similar.html().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--data is for the pictures of --html FILE; add it, or leave --data out");
        }
    }

    private static Embedder embedder(LoadedModel loaded, EmbeddingIndex index, StreamOptions options) {
        String stored = index.metadata().get(StoredTexts.LAYER);
        EmbeddingLayer layer = stored == null
                ? EmbeddingLayer.standard(loaded.architecture())
                : EmbeddingLayer.named(stored, loaded.architecture());
        boolean normalized = Boolean.parseBoolean(index.metadata().get(StoredTexts.NORMALIZED));
        return Embedder.of(loaded, layer, normalized, options);
    }

    private void writePage(Path page, EmbeddingIndex index, ImageDecoder decoder, List<SimilarAnswer> answers)
            throws IOException {
        String location = data == null ? index.metadata().get(StoredTexts.DATA) : data;
        if (location == null) {
            throw new MetaFormerException(
                    "file '" + embeddings + "' does not say where its pictures are, which --html needs; give --data");
        }
        try (Dataset<Unlabelled> dataset = pictures(location)) {
            String text = new SimilarPage(dataset, decoder).toHtml(answers);
            AtomicFile.write(page, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Dataset<Unlabelled> pictures(String location) throws IOException {
        try {
            return UnlabelledPictures.open(location, DataAccess.options(location));
        } catch (MetaFormerException e) {
            if (data != null) {
                throw e;
            }
            throw new MetaFormerException(
                    "the pictures are not where they were when the file was made: " + e.getMessage()
                            + ", or say with --data where they are now",
                    e);
        }
    }
}
