package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The tree of commands, of which only the one that is called is described. */
class MetaFormerCommandTest {

    private static final PrintWriter NOWHERE = new PrintWriter(new StringWriter());

    @Test
    void a_command_described_alone_is_the_same_as_among_all() {
        Map<String, CommandLine> all =
                MetaFormerCommand.create(NOWHERE, NOWHERE).getSubcommands();
        assertThat(all).hasSizeGreaterThan(10);
        all.forEach((name, among) -> {
            CommandLine alone = MetaFormerCommand.create(NOWHERE, NOWHERE, name, "--model", "poolformer_s12")
                    .getSubcommands()
                    .get(name);
            assertThat(alone).as(name).isNotNull();
            assertThat(alone.getUsageMessage()).isEqualTo(among.getUsageMessage());
            assertThat(alone.getCommandSpec().options())
                    .extracting(OptionSpec::longestName, OptionSpec::inherited)
                    .isEqualTo(among.getCommandSpec().options().stream()
                            .map(option -> tuple(option.longestName(), option.inherited()))
                            .toList());
            assertThat(alone.getCommandSpec().parser().caseInsensitiveEnumValuesAllowed())
                    .isTrue();
        });
    }

    @Test
    void only_the_command_that_is_called_is_described() {
        assertThat(MetaFormerCommand.create(NOWHERE, NOWHERE, "models", "train").getSubcommands())
                .containsOnlyKeys("models");
    }

    @Test
    void what_begins_otherwise_finds_every_command() {
        assertThat(CommandResult.of("help", "train").out()).contains("--epochs");
        assertThat(CommandResult.of("--stacktrace", "models", "poolformer_s12").code())
                .isZero();
        assertThat(CommandResult.of("vaildate").err()).contains("did you mean", "validate");
    }
}
