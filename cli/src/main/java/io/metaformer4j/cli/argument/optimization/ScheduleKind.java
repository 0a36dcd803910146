package io.metaformer4j.cli.argument.optimization;

import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Plateau;
import io.metaformer4j.training.schedule.Tanh;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The schedules of the learning rate that can be named, as timm calls them, and the options that mean something to each. */
enum ScheduleKind {
    COSINE,
    TANH,
    STEP,
    MULTISTEP,
    POLY,
    PLATEAU,
    CONSTANT,
    /** No schedule at all: not even a warm-up. */
    NONE;

    /** What means something to some kinds only. */
    private static final Map<String, Set<ScheduleKind>> USERS = Map.ofEntries(
            users("--min-lr", COSINE, TANH, POLY, PLATEAU),
            users("--cooldown-epochs", COSINE, TANH, POLY),
            users("--lr-cycle-limit", COSINE),
            users("--lr-cycle-mul", COSINE),
            users("--lr-cycle-decay", COSINE),
            users("--lr-k-decay", COSINE, POLY),
            users("--decay-epochs", STEP),
            users("--decay-milestones", MULTISTEP),
            users("--decay-rate", STEP, MULTISTEP, POLY, PLATEAU),
            users("--patience-epochs", PLATEAU),
            users("--plateau-metric", PLATEAU),
            users("--plateau-threshold", PLATEAU),
            users("--plateau-cooldown", PLATEAU),
            users("--warmup-epochs", COSINE, TANH, STEP, MULTISTEP, POLY, PLATEAU, CONSTANT),
            users("--warmup-lr", COSINE, TANH, STEP, MULTISTEP, POLY, PLATEAU, CONSTANT),
            users("--warmup-prefix", COSINE, TANH, STEP, MULTISTEP, POLY, PLATEAU, CONSTANT),
            users("--sched-on-epochs", COSINE, TANH, STEP, MULTISTEP, POLY, PLATEAU, CONSTANT),
            users("--sched-on-updates", COSINE, TANH, STEP, MULTISTEP, POLY, CONSTANT));

    private static Map.Entry<String, Set<ScheduleKind>> users(String option, ScheduleKind... kinds) {
        return Map.entry(option, Set.of(kinds));
    }

    /** The name on the command line. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether an option means something to this kind. */
    boolean supports(String option) {
        return USERS.get(option).contains(this);
    }

    /**
     * Refuses an option that was given and means nothing to this kind.
     *
     * @param option its name
     * @param value what was given; null if it was not
     */
    void require(String option, Object value) {
        if (value != null && !supports(option)) {
            throw new MetaFormerException(option + " means nothing to the schedule " + label()
                    + "; leave it out, or use it with --sched " + labels(kind -> kind.supports(option), " or "));
        }
    }

    private static String labels(Predicate<ScheduleKind> wanted, String separator) {
        return Arrays.stream(values()).filter(wanted).map(ScheduleKind::label).collect(Collectors.joining(separator));
    }

    /** The kind of a recipe's decay. */
    static ScheduleKind of(Decay decay) {
        return decay.accept(new Named());
    }

    private static final class Named implements Decay.Visitor<ScheduleKind> {
        @Override
        public ScheduleKind constant(Decay.Constant decay) {
            return CONSTANT;
        }

        @Override
        public ScheduleKind cosine(Decay.Cosine decay) {
            return COSINE;
        }

        @Override
        public ScheduleKind tanh(Tanh decay) {
            return TANH;
        }

        @Override
        public ScheduleKind step(Decay.Step decay) {
            return STEP;
        }

        @Override
        public ScheduleKind multiStep(Decay.MultiStep decay) {
            return MULTISTEP;
        }

        @Override
        public ScheduleKind polynomial(Decay.Polynomial decay) {
            return POLY;
        }

        @Override
        public ScheduleKind plateau(Plateau decay) {
            return PLATEAU;
        }
    }

    /** Reads the name of a kind. */
    static final class Converter implements ITypeConverter<ScheduleKind> {
        @Override
        public ScheduleKind convert(String text) {
            return Arrays.stream(values())
                    .filter(kind -> kind.label().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no schedule here; use one of " + labels(kind -> true, ", ")));
        }
    }
}
