package io.metaformer4j.cli.predict;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.embedding.Embedder;
import io.metaformer4j.evaluation.embedding.EmbeddingIndex;
import io.metaformer4j.evaluation.embedding.Neighbor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which pictures are looked for in stored vectors, and how what is found is shown. */
final class SimilarArguments {

    private static final int STANDARD_COUNT = 10;

    @Option(
            names = "--similar-to",
            paramLabel = "PICTURE",
            description = "Find the pictures that are most like this one; may be given several times.")
    private List<Path> pictures = new ArrayList<>();

    @Option(
            names = {"--topk", "--top-k"},
            paramLabel = "K",
            converter = CountConverter.class,
            description = "How many pictures to find for each (default: " + STANDARD_COUNT + ").")
    private Integer count;

    @Option(names = "--html", paramLabel = "FILE", description = "Show the pictures on this page, too.")
    private Path html;

    boolean isWanted() {
        return !pictures.isEmpty();
    }

    /** The page to write. */
    Optional<Path> html() {
        return Optional.ofNullable(html);
    }

    /** Refuses options that mean nothing without a picture. */
    void requireMeaning(CommandLine line) {
        if (!isWanted() && (count != null || html != null)) {
            throw new ParameterException(
                    line, "--topk and --html mean nothing without --similar-to PICTURE; add it, or leave them out");
        }
    }

    /** Protects the pictures from the command's outputs. */
    void addTo(CommandOutputs outputs) throws IOException {
        outputs.writes("--html", html);
        for (Path picture : pictures) {
            outputs.reads("--similar-to", picture);
        }
    }

    /** Finds what is most like each picture. */
    List<SimilarAnswer> find(Embedder embedder, EmbeddingIndex index) throws IOException {
        List<float[]> vectors =
                embedder.embed(pictures.stream().map(ImageSource::of).toList());
        List<SimilarAnswer> answers = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            List<Neighbor> nearest = index.nearest(vectors.get(i), count == null ? STANDARD_COUNT : count);
            answers.add(new SimilarAnswer(pictures.get(i), nearest));
        }
        return answers;
    }
}
