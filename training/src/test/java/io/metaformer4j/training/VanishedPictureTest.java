package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.TrainingSplits;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.vision.loader.SkippedSamples;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A picture that somebody deletes while the epoch goes on in which it is to be read. An epoch has 3 batches of 8. */
class VanishedPictureTest {

    private static final int PICTURES = 24;
    private static final TrainingRecipe RECIPE = Runs.recipe(1, 1, 1);

    @TempDir
    private Path folder;

    /** What was left out of the epoch. */
    private final List<SkippedSamples> skipped = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        List<String> classes = Runs.MODEL.classNames();
        for (int i = 0; i < PICTURES; i++) {
            write("train", classes.get(i % classes.size()), i);
        }
        for (String name : classes) {
            write("val", name, 0);
        }
    }

    private void write(String part, String name, int number) throws IOException {
        Path file = folder.resolve("data").resolve(part).resolve(name).resolve(number + ".png");
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            Picture.filled(ColoredSquares.SIDE, ColoredSquares.SIDE, 9, 99, number)
                    .writePng(out);
        }
    }

    private void delete(String name) {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            List<Path> found = files.filter(
                            file -> file.toString().replace('\\', '/').contains("/train/") && file.endsWith(name))
                    .toList();
            assertThat(found).hasSize(1);
            Files.delete(found.get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trains on the pictures, of which the last one vanishes after the first update; returns what it is called. */
    private String train(FailurePolicy policy, boolean fails) throws IOException {
        try (TrainingSplits splits = TrainingSplits.open(
                folder.resolve("data").toString(), DatasetOptions.standard(), "train", "validation")) {
            Dataset<ClassTarget> data = splits.train();
            int last = SampleOrder.shuffled(RECIPE.seed(), Partition.whole()).indices(PICTURES, 0)[PICTURES - 1];
            String name = data.name(last);
            TrainingTask<ClassTarget> plain = Runs.task(RECIPE, folder.resolve("run"));
            TrainingTask<ClassTarget> task = TrainingTask.ofClasses(
                    plain.model(),
                    RECIPE,
                    plain.weights(),
                    data,
                    plain.validation(),
                    plain.output(),
                    new TrainingTask.Settings(NetworkOptions.DEFAULT, 0, 1, 2, policy));
            try (Trainer trainer = Trainer.start(task)) {
                trainer.listen(new TrainingListener() {
                    @Override
                    public void stepped(StepReport report) {
                        if (report.update() == 1) {
                            delete(name);
                        }
                    }

                    @Override
                    public void epochEnded(EpochReport report) {
                        skipped.add(report.skipped());
                    }
                });
                if (fails) {
                    assertThatThrownBy(trainer::run)
                            .isInstanceOf(SampleFailedException.class)
                            .hasMessageContainingAll(name, "there is no file '");
                } else {
                    assertThat(trainer.run().finished()).isTrue();
                }
            }
            return name;
        }
    }

    @Test
    void it_ends_the_run_with_its_name() throws IOException {
        train(FailurePolicy.FAIL, true);
        assertThat(skipped).isEmpty();
    }

    @Test
    void it_is_left_out_and_named_if_broken_ones_are() throws IOException {
        String name = train(FailurePolicy.SKIP_AND_COUNT, false);
        assertThat(skipped).singleElement().satisfies(one -> {
            assertThat(one.count()).isEqualTo(1);
            assertThat(one.first().get(0).name()).isEqualTo(name);
        });
    }
}
