package io.metaformer4j.cli.argument.converter;

import io.metaformer4j.training.schedule.Plateau;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a score of the validation. */
public final class ScoreConverter implements ITypeConverter<Plateau.Score> {

    @Override
    public Plateau.Score convert(String text) {
        return switch (text) {
            case "top1" -> Plateau.Score.TOP1;
            case "top5" -> Plateau.Score.TOP5;
            case "loss" -> Plateau.Score.LOSS;
            default -> throw new TypeConversionException("'" + text + "' is no score here; use top1, top5 or loss");
        };
    }
}
