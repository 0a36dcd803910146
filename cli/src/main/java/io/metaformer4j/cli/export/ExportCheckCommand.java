package io.metaformer4j.cli.export;

import io.metaformer4j.cli.argument.DecodingArguments;
import io.metaformer4j.cli.argument.ModelArguments;
import io.metaformer4j.cli.command.PictureFiles;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.onnx.ExportCheck;
import io.metaformer4j.onnx.OnnxFile;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.EvalOperations;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs an exported file beside the model. */
@Command(
        name = "check",
        description = {
            "Run an exported file in ONNX Runtime beside the model, and fail where the two differ beyond rounding.",
            "Differences above 1e-4 of the largest value (of 1, if that is more) are no rounding. A file of int8 weights may "
                    + "differ by 0.05 of the values (root mean square) from the same weights on an engine that takes them."
        })
public final class ExportCheckCommand implements Callable<Integer> {

    /** Pictures of the demonstration, of different kinds, for those who have none at hand. */
    private static final List<String> OWN = List.of("cat.jpg", "jet.jpg", "coffee.jpg");

    private static final String OWN_FOLDER = "/io/metaformer4j/cli/demo/photographs/";

    private static final int AT_ONCE = 4;

    /** Evaluation draws nothing. */
    private static final long SEED = 0;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "File that 'metaformer export onnx' wrote.")
    private Path file;

    @Parameters(
            index = "1..*",
            paramLabel = "IMAGE|DIR",
            description = "Image files, or folders of them (default: three of the demonstration).")
    private List<Path> inputs = List.of();

    @Mixin
    private ModelArguments model;

    @Mixin
    private DecodingArguments decoding;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        List<ImageSource> pictures = pictures();
        try (OnnxFile exported = OnnxFile.open(file);
                LoadedModel loaded =
                        model.load(Placement.DEFAULT, spec.commandLine().getErr())) {
            ExportCheck check = ExportCheck.of(exported, loaded.network());
            ImageDecoder decoder = decoding.decoder();
            SampleTransform transform =
                    EvalOperations.NONE.transform(exported.sized(loaded.preprocessing()), decoder, exported.layout());
            SampleTransform.Worker worker = transform.newWorker();
            DecodeWorkspace workspace = new DecodeWorkspace();
            for (int from = 0; from < pictures.size(); from += AT_ONCE) {
                List<ImageSource> part = pictures.subList(from, Math.min(pictures.size(), from + AT_ONCE));
                ImageBatch batch = transform.newBatch(part.size());
                for (int i = 0; i < part.size(); i++) {
                    worker.apply(part.get(i).read(decoder, workspace), SEED, batch, i);
                }
                check.add(batch);
            }
            report(check, exported.storesBytes(), pictures.size());
            requireEqual(check, exported.storesBytes());
        }
        return 0;
    }

    private List<ImageSource> pictures() throws IOException {
        List<ImageSource> pictures = new ArrayList<>();
        for (Path input : inputs) {
            if (!Files.isDirectory(input)) {
                pictures.add(ImageSource.of(input));
                continue;
            }
            for (PictureFiles.Found found : PictureFiles.in(input)) {
                if (found.failure().isPresent()) {
                    throw found.failure().get();
                }
                pictures.add(ImageSource.of(found.file()));
            }
        }
        if (pictures.isEmpty() && !inputs.isEmpty()) {
            throw new MetaFormerException("there are no pictures in " + inputs + "; name others");
        }
        if (pictures.isEmpty()) {
            for (String name : OWN) {
                pictures.add(ImageSource.of(own(name), name));
            }
        }
        return pictures;
    }

    private static byte[] own(String name) throws IOException {
        try (InputStream stream = ExportCheckCommand.class.getResourceAsStream(OWN_FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException("photograph " + name + " is missing from the distribution");
            }
            return stream.readAllBytes();
        }
    }

    private void report(ExportCheck check, boolean bytes, int pictures) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.enabled()) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (ExportCheck.Difference difference : check.differences()) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("output", difference.output().name());
                row.put("largest", difference.largest());
                // JSON has no infinity
                row.put("difference", Double.isFinite(difference.difference()) ? difference.difference() : null);
                row.put("deviation", Double.isFinite(difference.deviation()) ? difference.deviation() : null);
                row.put("equal", check.isEqual(difference));
                rows.add(row);
            }
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("file", file.toString());
            document.put("pictures", pictures);
            document.put("int8", bytes);
            document.put("sameClass", check.sameClasses());
            document.put("bound", bytes ? ExportCheck.ROUNDED_BOUND : ExportCheck.BOUND);
            document.put("outputs", rows);
            JsonOutput.print(out, document);
            return;
        }
        for (ExportCheck.Difference difference : check.differences()) {
            String deviation =
                    bytes ? String.format(Locale.ROOT, "; %.4f of them, root mean square", difference.deviation()) : "";
            out.println(String.format(
                    Locale.ROOT,
                    "%-8s differs by %.1e at most, of values up to %.3g%s",
                    difference.output().name(),
                    difference.difference(),
                    difference.largest(),
                    deviation));
        }
        String same = bytes && check.hasLogits() ? ", the same class for " + check.sameClasses() + " of them" : "";
        out.println(pictures + (pictures == 1 ? " picture" : " pictures") + same);
        out.flush();
    }

    private void requireEqual(ExportCheck check, boolean bytes) {
        for (ExportCheck.Difference difference : check.differences()) {
            if (check.isEqual(difference)) {
                continue;
            }
            String output =
                    "output '" + difference.output().name() + "' of '" + file + "' differs from the model's by ";
            String how = bytes
                    ? String.format(
                            Locale.ROOT,
                            "%.3f of its values (root mean square), beyond rounding to bytes (%.2f); export it again from"
                                    + " these weights, and name them by --weights",
                            difference.deviation(),
                            ExportCheck.ROUNDED_BOUND)
                    : String.format(
                            Locale.ROOT,
                            "%.1e, beyond rounding (%.0e of %.3g); export it again from these weights",
                            difference.difference(),
                            ExportCheck.BOUND,
                            Math.max(1, difference.largest()));
            throw new MetaFormerException(output + how);
        }
    }
}
