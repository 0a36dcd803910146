package io.metaformer4j.cli.argument.augmentation;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.ProbabilityConverter;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Boxes that are overwritten. What is not given stays as it is, or is timm's default. */
public final class ErasingArguments {

    @Option(
            names = "--reprob",
            paramLabel = "P",
            converter = ProbabilityConverter.class,
            description = "Probability of random erasing (default: 0).")
    private Double probability;

    @Option(
            names = "--remode",
            paramLabel = "FILL",
            converter = FillConverter.class,
            description = "What --reprob erases with: pixel, random values; rand, one random colour; const, the mean "
                    + "(default: pixel).")
    private RandomErasing.Fill fill;

    @Option(
            names = "--recount",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Most boxes that --reprob erases in a picture (default: 1).")
    private Integer boxes;

    /** Reads what boxes are filled with. */
    private static final class FillConverter implements ITypeConverter<RandomErasing.Fill> {
        @Override
        public RandomErasing.Fill convert(String text) {
            return switch (text) {
                case "pixel" -> RandomErasing.Fill.PIXEL;
                case "rand" -> RandomErasing.Fill.RAND;
                case "const" -> RandomErasing.Fill.CONST;
                default -> throw new TypeConversionException("'" + text + "' fills no box; use pixel, rand or const");
            };
        }
    }

    /**
     * The erasing with what was given.
     *
     * @param base that of the recipe
     * @return the erasing that is asked for
     * @throws MetaFormerException if the options mean nothing together
     */
    public Optional<RandomErasing> erasing(Optional<RandomErasing> base) {
        boolean detailed = fill != null || boxes != null;
        if (probability == null && !detailed) {
            return base;
        }
        double share =
                probability == null ? base.map(RandomErasing::probability).orElse(0.0) : probability;
        if (share > 0) {
            RandomErasing own = base.orElseGet(() -> RandomErasing.of(share, RandomErasing.Fill.PIXEL));
            return Optional.of(new RandomErasing(
                    share,
                    own.minArea(),
                    own.maxArea(),
                    own.minAspect(),
                    boxes == null ? own.maxBoxes() : boxes,
                    fill == null ? own.fill() : fill));
        }
        if (detailed) {
            throw new MetaFormerException(
                    "--remode and --recount mean nothing without random erasing; add --reprob, or" + " leave them out");
        }
        return Optional.empty();
    }
}
