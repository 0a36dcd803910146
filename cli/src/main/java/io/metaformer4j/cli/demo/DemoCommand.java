package io.metaformer4j.cli.demo;

import io.metaformer4j.cli.demo.DemoPage.ModelFacts;
import io.metaformer4j.cli.demo.DemoPage.Photograph;
import io.metaformer4j.cli.demo.DemoPage.StageRow;
import io.metaformer4j.cli.demo.DemoPage.Training;
import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.disk.OutputFile;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.cost.Complexity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows in about a minute what the software does, without a network. */
@Command(
        name = "demo",
        description = "Classify photographs, train a tiny network, and write a page about both; needs no network.")
public final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--output",
            defaultValue = "metaformer-demo",
            paramLabel = "DIR",
            description = "Folder for the page (default: ${DEFAULT-VALUE}).")
    private Path output;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Files.createDirectories(output);
        Path page = output.resolve("index.html").toAbsolutePath().normalize();
        OutputFile.of(page).requireWritable();
        MetaFormers models = MetaFormers.standard();
        ModelDescription described = models.describe(ModelRequest.EMBEDDED);
        Complexity complexity = Complexity.of(
                described.architecture(),
                described.preprocessing().height(),
                described.preprocessing().width());
        List<Photograph> photographs;
        ModelRequest explained = ModelRequest.embedded().withCapabilities(Capability.GRADIENTS); // for heat-maps
        try (LoadedModel model = models.load(explained)) {
            photographs = DemoPhotographs.classify(model);
        }
        for (Photograph photograph : photographs) {
            DemoPage.Guess best = photograph.guesses().get(0);
            out.println(String.format(
                    Locale.ROOT, "%s: %s, %.1f %%", photograph.title(), best.label(), 100 * best.probability()));
        }
        Path work = Files.createTempDirectory("metaformer-demo");
        Training training;
        try {
            training = new DemoTraining(work, spec.commandLine().getErr()).run();
        } finally {
            delete(work);
        }
        out.println(String.format(
                Locale.ROOT,
                "trained %s in %.0f s: %.1f %% of the test pictures right",
                training.model().name(),
                training.seconds(),
                100 * training.top1()));
        DemoPage demo = new DemoPage(facts(described, complexity), photographs, training, rows(described, complexity));
        AtomicFile.write(page, demo.toHtml().getBytes(StandardCharsets.UTF_8));
        out.println("the page with pictures, heat-maps and curves:");
        out.println(page);
        return 0;
    }

    private static ModelFacts facts(ModelDescription model, Complexity complexity) {
        Object top1 = model.facts().get("top1");
        return new ModelFacts(
                model.name(),
                "A small ConvFormer that this project trained on CIFAR-10, with its own trainer, on a processor.",
                complexity.trainable(),
                complexity.macs(),
                top1 instanceof Number number
                        ? Optional.of(String.format(
                                Locale.ROOT, "%.1f %% top-1 on CIFAR-10's 10,000 test pictures", number.doubleValue()))
                        : Optional.empty());
    }

    private static List<StageRow> rows(ModelDescription model, Complexity complexity) {
        List<StageRow> rows = new ArrayList<>();
        for (Complexity.Section section : complexity.sections()) {
            rows.add(new StageRow(
                    section.name(),
                    section.output().toString(),
                    layers(section.name(), model),
                    section.trainable(),
                    section.macs()));
        }
        return rows;
    }

    private static String layers(String section, ModelDescription model) {
        String prefix = "stages.";
        if (section.equals("stem")) {
            int kernel = model.architecture().stem().conv().kernel();
            return "convolution " + kernel + "x" + kernel + ", norm";
        }
        if (!section.startsWith(prefix)) {
            return "mean, norm, linear";
        }
        Stage stage = model.architecture().stages().get(Integer.parseInt(section.substring(prefix.length())));
        return stage.depth() + " blocks: " + stage.block().mixer().accept(new MixerText()) + ", channel MLP";
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(folder)) {
            files = new ArrayList<>(tree.toList());
        }
        for (int i = files.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(files.get(i));
        }
    }
}
