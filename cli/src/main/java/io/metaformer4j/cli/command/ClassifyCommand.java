package io.metaformer4j.cli.command;

import io.metaformer4j.cli.argument.DecodingArguments;
import io.metaformer4j.cli.argument.ModelArguments;
import io.metaformer4j.cli.argument.NetworkArguments;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.output.ErrorMessage;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.evaluation.Classifier;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.PictureListener;
import io.metaformer4j.evaluation.Prediction;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what pictures show. */
@Command(name = "classify", description = "Say what pictures show.")
public final class ClassifyCommand implements Callable<Integer> {

    /** The usual name for what another program pipes in; a file of this name is {@code ./-}. */
    private static final String STANDARD_INPUT = "-";

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "IMAGE|DIR",
            description = "Image files, or folders of them; - is a picture on standard input.")
    private List<Path> inputs;

    @Option(
            names = "--topk",
            defaultValue = "5",
            paramLabel = "K",
            converter = CountConverter.class,
            description = "How many classes to show for each picture (default: ${DEFAULT-VALUE}).")
    private int topk;

    @Mixin
    private ModelArguments model;

    @Mixin
    private DecodingArguments decoding;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        List<PictureFiles.Found> files = files();
        try (LoadedModel loaded = model.load(network.apply(), spec.commandLine().getErr())) {
            ImageDecoder decoder = decoding.decoder();
            Answers answers = new Answers(files);
            Classifier.of(loaded, decoder)
                    .classifyEach(files.stream().map(ClassifyCommand::source).toList(), topk, answers);
            if (json.enabled()) {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("model", loaded.name());
                document.put("weights", loaded.weights());
                document.put("averaged", loaded.averaged());
                document.put("results", answers.documents);
                JsonOutput.print(spec.commandLine().getOut(), document);
            }
            return answers.failures == 0 ? 0 : 1;
        }
    }

    private static ImageSource source(PictureFiles.Found found) {
        if (found.file().toString().equals(STANDARD_INPUT)) {
            return ImageSource.of(System.in, "standard input");
        }
        return found.failure()
                .<ImageSource>map(failure -> new Unreadable(found.file().toString(), failure))
                .orElseGet(() -> ImageSource.of(found.file()));
    }

    /** A place in a folder that could not be looked at. */
    private record Unreadable(String name, IOException failure) implements ImageSource {
        @Override
        public Sample read(ImageDecoder decoder, DecodeWorkspace workspace) throws IOException {
            throw failure;
        }
    }

    /** Prints or collects what became of each picture. */
    private final class Answers implements PictureListener<List<Prediction>> {

        private final Iterator<PictureFiles.Found> files;
        private final List<Map<String, Object>> documents = new ArrayList<>();
        private int failures;

        Answers(List<PictureFiles.Found> files) {
            this.files = files.iterator();
        }

        @Override
        public void answered(ImageSource picture, List<Prediction> predictions) {
            String file = nextFile();
            if (json.enabled()) {
                documents.add(document(file, predictions));
            } else {
                print(spec.commandLine().getOut(), file, predictions);
            }
        }

        @Override
        public void failed(ImageSource picture, Exception reason) {
            if (reason instanceof RuntimeException unexpected && !isOfOnePicture(reason)) {
                throw unexpected;
            }
            failures++;
            String message = new ErrorMessage(reason).line();
            documents.add(failure(nextFile(), message));
            spec.commandLine().getErr().println("metaformer: " + message);
        }

        /** The user's name of the next picture, in whose order they are told of. */
        private String nextFile() {
            return files.next().file().toString();
        }
    }

    private List<PictureFiles.Found> files() throws IOException {
        List<PictureFiles.Found> files = new ArrayList<>();
        List<Path> withoutPictures = new ArrayList<>();
        for (Path input : inputs) {
            if (Files.isDirectory(input)) {
                List<PictureFiles.Found> found = PictureFiles.in(input);
                files.addAll(found);
                if (found.isEmpty()) {
                    withoutPictures.add(input);
                }
            } else {
                files.add(new PictureFiles.Found(input, Optional.empty()));
            }
        }
        if (!withoutPictures.isEmpty()) {
            String message = "there are no pictures in " + withoutPictures + "; files must end in "
                    + ImageFileNames.pictureExtensions();
            if (files.isEmpty()) {
                throw new MetaFormerException(message);
            }
            spec.commandLine().getErr().println("note: " + message);
        }
        return files;
    }

    /** One picture does not end the command for all others, unless a stack trace was asked for. */
    private boolean isOfOnePicture(Exception error) {
        if (error instanceof ImageRejectedException || error instanceof IOException) {
            return true;
        }
        boolean traced = spec.root().findOption("--stacktrace").getValue();
        return !traced && !(error instanceof MetaFormerException);
    }

    private static void print(PrintWriter out, String file, List<Prediction> predictions) {
        out.println(file);
        for (Prediction prediction : predictions) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %6.2f %%  %s",
                    100 * prediction.probability(),
                    PrintableText.of(prediction.label())));
        }
        out.flush();
    }

    private static Map<String, Object> document(String file, List<Prediction> predictions) {
        List<Map<String, Object>> classes = new ArrayList<>();
        for (Prediction prediction : predictions) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("index", prediction.index());
            fields.put("label", prediction.label());
            prediction.wnid().ifPresent(wnid -> fields.put("wnid", wnid));
            fields.put("probability", prediction.probability());
            classes.add(fields);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("file", file);
        document.put("predictions", classes);
        return document;
    }

    private static Map<String, Object> failure(String file, String error) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("file", file);
        document.put("error", error);
        return document;
    }
}
