package io.metaformer4j.cli;

import io.metaformer4j.cli.checkpoint.CheckpointCommand;
import io.metaformer4j.cli.command.ClassifyCommand;
import io.metaformer4j.cli.command.ConvertCommand;
import io.metaformer4j.cli.command.DoctorCommand;
import io.metaformer4j.cli.command.ForwardCommand;
import io.metaformer4j.cli.command.ModelsCommand;
import io.metaformer4j.cli.command.PreprocessCommand;
import io.metaformer4j.cli.command.SummaryCommand;
import io.metaformer4j.cli.corrupt.CorruptCommand;
import io.metaformer4j.cli.data.DataCommand;
import io.metaformer4j.cli.demo.DemoCommand;
import io.metaformer4j.cli.explain.ExplainCommand;
import io.metaformer4j.cli.export.ExportCommand;
import io.metaformer4j.cli.invariance.InvarianceCommand;
import io.metaformer4j.cli.output.EscapingWriter;
import io.metaformer4j.cli.predict.EmbedCommand;
import io.metaformer4j.cli.predict.PredictCommand;
import io.metaformer4j.cli.predict.SimilarCommand;
import io.metaformer4j.cli.quantize.QuantizeCommand;
import io.metaformer4j.cli.recipe.RecipesCommand;
import io.metaformer4j.cli.robustness.RobustnessCommand;
import io.metaformer4j.cli.speed.BenchmarkCommand;
import io.metaformer4j.cli.train.TrainCommand;
import io.metaformer4j.cli.validate.ValidateCommand;
import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The top of the command tree. */
@Command(
        name = "metaformer",
        description = "MetaFormer vision backbones: classify, validate, train, convert.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND")
final class MetaFormerCommand implements Runnable {

    /** In the order of the help. */
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            ClassifyCommand.class,
            PredictCommand.class,
            EmbedCommand.class,
            SimilarCommand.class,
            ExplainCommand.class,
            ValidateCommand.class,
            RobustnessCommand.class,
            CorruptCommand.class,
            InvarianceCommand.class,
            TrainCommand.class,
            RecipesCommand.class,
            ModelsCommand.class,
            SummaryCommand.class,
            BenchmarkCommand.class,
            ConvertCommand.class,
            CheckpointCommand.class,
            ExportCommand.class,
            QuantizeCommand.class,
            ForwardCommand.class,
            PreprocessCommand.class,
            DataCommand.class,
            DoctorCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Print the whole stack trace of an error instead of one line.")
    private boolean stacktrace;

    /**
     * The tree for one command line. To describe every command costs a good part of the time of a short one, so
     * where the line begins with the name of one, only that one is described.
     *
     * @param out receives results
     * @param err receives progress and errors
     * @param arguments the command line that will be parsed; without any, every command is there
     */
    static CommandLine create(PrintWriter out, PrintWriter err, String... arguments) {
        MetaFormerCommand top = new MetaFormerCommand();
        ErrorPrinter errors = new ErrorPrinter(() -> top.stacktrace);
        CommandLine line = new CommandLine(top);
        // Before the converters, which reach only the commands that are there.
        addCommands(line, arguments);
        addVersion(line);
        line.setOut(out);
        PrintWriter escapedErr = new EscapingWriter(err);
        line.setErr(escapedErr);
        line.registerConverter(Path.class, MetaFormerCommand::path);
        line.registerConverter(String.class, MetaFormerCommand::text);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Device.class, text -> converted(() -> Device.parse(text)));
        line.registerConverter(
                Engine.class, text -> converted(() -> Engines.standard().named(text)));
        line.registerConverter(Precision.class, text -> converted(() -> Precision.parse(text)));
        line.registerConverter(WeightsSource.class, text -> converted(() -> WeightsSource.parse(text(text))));
        line.registerConverter(Interpolation.class, text -> converted(() -> Interpolation.parse(text)));
        line.registerConverter(CropMode.class, text -> converted(() -> CropMode.parse(text)));
        line.setParameterExceptionHandler(ErrorPrinter::usage);
        line.setExecutionExceptionHandler(errors);
        line.setExecutionStrategy(parsed -> {
            // Help is our own text, in bold on a terminal; what commands print holds words of others.
            Integer helped = CommandLine.executeHelpRequest(parsed);
            if (helped != null) {
                return helped;
            }
            line.setOut(new EscapingWriter(out));
            try {
                return new CommandLine.RunLast().execute(parsed);
            } catch (OutOfMemoryError | LinkageError | StackOverflowError e) {
                return errors.fatal(e, escapedErr);
            }
        });
        return line;
    }

    private static void addCommands(CommandLine line, String... arguments) {
        if (arguments.length > 0) {
            for (Class<?> command : COMMANDS) {
                if (command.getAnnotation(Command.class).name().equals(arguments[0])) {
                    line.addSubcommand(command);
                    return;
                }
            }
        }
        COMMANDS.forEach(line::addSubcommand);
        line.addSubcommand(AutoComplete.GenerateCompletion.class);
        line.addSubcommand(CommandLine.HelpCommand.class);
    }

    /** Not by annotation: that would ask for the version, and look for engines, whenever a command is described. */
    private static void addVersion(CommandLine line) {
        line.getCommandSpec().versionProvider(new BuildVersion());
        line.getSubcommands().values().forEach(MetaFormerCommand::addVersion);
    }

    /** An empty name, such as that of an unset variable, would mean the current folder to Java. */
    private static Path path(String text) {
        try {
            return Path.of(text(text));
        } catch (InvalidPathException e) {
            throw new CommandLine.TypeConversionException("it is no name of a file: " + e.getReason());
        }
    }

    private static String text(String text) {
        if (text.isEmpty()) {
            throw new CommandLine.TypeConversionException("the name is empty");
        }
        return text;
    }

    /** A value that cannot be understood is wrong usage. */
    private static <T> T converted(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (MetaFormerException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    /** Without a sub-command there is nothing to do but to say what there is. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing, e.g. 'metaformer demo'");
    }
}
