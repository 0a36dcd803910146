package io.metaformer4j.cli.predict;

import io.metaformer4j.cli.argument.ModelArguments;
import io.metaformer4j.cli.argument.NetworkArguments;
import io.metaformer4j.cli.output.BrokenPictureHint;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.evaluation.embedding.Embedder;
import io.metaformer4j.evaluation.embedding.EmbeddingFile;
import io.metaformer4j.evaluation.embedding.EmbeddingIndex;
import io.metaformer4j.evaluation.embedding.EmbeddingLayer;
import io.metaformer4j.evaluation.prediction.RunIdentity;
import io.metaformer4j.evaluation.prediction.StreamOptions;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.weights.disk.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
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
import picocli.CommandLine.Spec;

/** Stores vectors that describe many pictures. */
@Command(
        name = "embed",
        description = {
            "Write a vector for each picture of a folder, archive or list to a safetensors file:",
            "'embeddings' float32 [N,C] and 'names', UTF-8 with a zero byte between two names."
        })
public final class EmbedCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private UnlabelledArguments data;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Safetensors file to write.")
    private Path output;

    @Option(
            names = "--layer",
            paramLabel = "LAYER",
            description = "'pooled', the vector that enters the classifier, or the mean of the map 'stage0', 'stage1', "
                    + "... (default: pooled; the last map of a feature backbone).")
    private String layer;

    @Option(names = "--normalize", description = "Divide each vector by its length.")
    private boolean normalize;

    @Mixin
    private StreamArguments stream;

    @Mixin
    private SimilarArguments similar;

    @Mixin
    private ModelArguments model;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        similar.requireMeaning(spec.commandLine());
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine()).writes("--output", output);
        similar.addTo(outputs);
        outputs.readsData("DIR|TAR|LIST", data.location());
        model.requireKept(outputs);
        try (LoadedModel loaded = model.load(network.apply(), err);
                Dataset<Unlabelled> dataset = data.open(err)) {
            StreamOptions options =
                    stream.options(loaded, stream.skipsBroken() ? FailurePolicy.SKIP_AND_COUNT : FailurePolicy.FAIL);
            EmbeddingLayer chosen = layer == null
                    ? EmbeddingLayer.standard(loaded.architecture())
                    : EmbeddingLayer.named(layer, loaded.architecture());
            Embedder embedder = Embedder.of(loaded, chosen, normalize, options);
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("model", loaded.name());
            document.put("weights", loaded.weights());
            document.put("averaged", loaded.averaged());
            document.put("layer", chosen.name());
            write(embedder, dataset, texts(loaded, chosen), identity(loaded, dataset, options, chosen), document);
            if (similar.isWanted()) {
                showSimilar(embedder, dataset, options, document, outputs.report());
            }
            report(outputs, document);
        }
        return 0;
    }

    private RunIdentity identity(
            LoadedModel loaded, Dataset<Unlabelled> dataset, StreamOptions options, EmbeddingLayer chosen)
            throws IOException {
        return RunIdentity.of(loaded, dataset, options, "embeddings " + chosen.name() + " " + normalize);
    }

    private Map<String, String> texts(LoadedModel loaded, EmbeddingLayer chosen) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(StoredTexts.MODEL, loaded.name());
        texts.put(StoredTexts.LAYER, chosen.name());
        texts.put(StoredTexts.NORMALIZED, Boolean.toString(normalize));
        texts.put(StoredTexts.DATA, StoredTexts.data(data.location()));
        return texts;
    }

    private void write(
            Embedder embedder,
            Dataset<Unlabelled> dataset,
            Map<String, String> texts,
            RunIdentity identity,
            Map<String, Object> document)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (EmbeddingFile file = EmbeddingFile.open(output, dataset, texts, identity, stream.resumes())) {
            if (file.done() > 0) {
                err.println("note: going on behind " + file.done() + " of " + dataset.size() + " pictures");
            }
            document.put("resumed_after", file.done());
            try (CommandProgress progress = CommandProgress.start(err, "embed", dataset.size(), " images")) {
                embedder.embed(dataset, file.done(), new ShownProgress<>(file, progress));
            } catch (SampleFailedException e) {
                throw BrokenPictureHint.on(e, ", and go on with --resume");
            }
            file.finish();
            document.put("images", dataset.size() - file.broken());
            document.put("broken", file.broken());
            document.put("output", output.toString());
        }
    }

    private void showSimilar(
            Embedder embedder,
            Dataset<Unlabelled> dataset,
            StreamOptions options,
            Map<String, Object> document,
            PrintWriter out)
            throws IOException {
        List<SimilarAnswer> answers = similar.find(embedder, EmbeddingIndex.open(output));
        if (similar.html().isPresent()) {
            String page = new SimilarPage(dataset, options.decoder()).toHtml(answers);
            AtomicFile.write(similar.html().get(), page.getBytes(StandardCharsets.UTF_8));
        }
        document.put("results", SimilarAnswer.documents(answers));
        if (!json.enabled()) {
            SimilarAnswer.print(answers, out);
        }
    }

    private void report(CommandOutputs outputs, Map<String, Object> document) {
        PrintWriter out = outputs.report();
        if (json.enabled()) {
            JsonOutput.print(out, document);
        } else {
            Object left = document.get("broken");
            out.println("wrote " + output + " (" + document.get("images") + " vectors of layer " + document.get("layer")
                    + ", " + left + (left.equals(1) ? " picture" : " pictures") + " left out)");
        }
    }
}
