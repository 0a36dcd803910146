package io.metaformer4j.cli.validate;

import io.metaformer4j.evaluation.validation.TestTimeAugmentation;
import io.metaformer4j.evaluation.validation.TestTimeAugmentation.Averaged;
import io.metaformer4j.vision.transform.views.TestTimeViews;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which views of a picture the answer to it is made of. */
final class ViewsArguments {

    /** The views. */
    enum Views {
        NONE,
        FLIP,
        FIVE,
        TEN
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--tta",
            defaultValue = "none",
            paramLabel = "none|flip|five|ten",
            description = "Average the answers to several views of each picture: with its mirror image (flip), the "
                    + "centre and the four corners (five), or these and their mirror images (ten) (default: "
                    + "${DEFAULT-VALUE}).")
    private Views views;

    @Option(
            names = "--tta-average",
            paramLabel = "logits|probabilities",
            description = "What of the views is averaged (default: logits).")
    private Averaged averaged;

    /** Refuses an option that means nothing without another. */
    void requireMeaning() {
        if (averaged != null && views == Views.NONE) {
            throw new ParameterException(
                    spec.commandLine(), "--tta-average means nothing without --tta, since there is one view; add it");
        }
    }

    /** What was asked for. */
    TestTimeAugmentation read() {
        TestTimeViews seen =
                switch (views) {
                    case NONE -> TestTimeViews.ONE;
                    case FLIP -> TestTimeViews.FLIP;
                    case FIVE -> TestTimeViews.FIVE;
                    case TEN -> TestTimeViews.TEN;
                };
        return new TestTimeAugmentation(seen, averaged == null ? Averaged.LOGITS : averaged);
    }

    /** The word for what was asked for. */
    String word() {
        return views.name().toLowerCase(Locale.ROOT);
    }
}
