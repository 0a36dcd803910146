package io.metaformer4j.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** Which models and weights options mean; nothing is loaded. */
class ModelSetArgumentsTest {

    @TempDir
    private Path folder;

    @Command(name = "some")
    private static final class Some {
        @Mixin
        private ModelSetArguments models;
    }

    private static List<NamedModel> selected(String... arguments) {
        Some command = new Some();
        CommandLine line = new CommandLine(command);
        line.registerConverter(WeightsSource.class, WeightsSource::parse);
        line.registerConverter(Engine.class, name -> Engines.standard().named(name));
        line.parseArgs(arguments);
        return command.models.selected();
    }

    private static List<String> names(String... arguments) {
        return selected(arguments).stream().map(NamedModel::name).toList();
    }

    private static List<String> weights(String... arguments) {
        return selected(arguments).stream()
                .map(model -> model.request().weights().toString())
                .toList();
    }

    @Test
    void without_options_it_is_the_embedded_model_with_its_own_weights() {
        NamedModel only = selected().get(0);
        assertThat(selected()).hasSize(1);
        assertThat(only.name()).isEqualTo(ModelRequest.EMBEDDED);
        assertThat(only.request().weights()).isEqualTo(new WeightsSource.Pretrained()); // which are its own
        assertThat(only.engine()).isEmpty();
    }

    @Test
    void patterns_stand_for_what_they_match_in_natural_order_and_nothing_is_there_twice() {
        List<String> matched = Catalog.standard().find("caformer_s18*").stream()
                .map(Model::name)
                .toList();
        assertThat(matched).hasSizeGreaterThan(2).contains("caformer_s18");
        assertThat(names("--model", "caformer_s18*")).isEqualTo(matched);
        assertThat(names("--model", "poolformer_s12,caformer_s18", "--model", "embedded"))
                .containsExactly("poolformer_s12", "caformer_s18", "embedded");
        assertThat(names("--model", "poolformer_s12, caformer_s18")).containsExactly("poolformer_s12", "caformer_s18");
        assertThat(names("--model", "caformer_s18", "--model", "caformer_s18*"))
                .containsExactlyInAnyOrderElementsOf(matched);
    }

    @Test
    void a_path_is_taken_as_it_is_also_with_a_comma_or_a_star() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("a,b"));
        String model = folder.resolve("c").toString();
        assertThat(names("--model", odd.toString())).containsExactly(odd.toString());
        assertThat(names("--model", model + ",embedded")).containsExactly(model, "embedded");
    }

    @Test
    void weights_are_for_all_or_for_each() {
        String[] two = {"--model", "poolformer_s12,caformer_s18"};
        assertThat(weights(two)).containsExactly("pretrained", "pretrained");
        assertThat(weights("--weights", "random:3", two[0], two[1])).containsExactly("random:3", "random:3");
        assertThat(weights(two[0], two[1], "--weights", "random:3", "--weights", "x.pth"))
                .containsExactly("random:3", "x.pth");
        assertThatThrownBy(() -> selected("--weights", "a", "--weights", "b", "--weights", "c", two[0], two[1]))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("3 times for 2 models");
    }

    @Test
    void one_model_with_different_weights_has_their_names_too() {
        String[] twice = {"--model", "caformer_s18,caformer_s18", "--weights", "random:1", "--weights", "random:2"};
        assertThat(names(twice)).containsExactly("caformer_s18 with random:1", "caformer_s18 with random:2");
        assertThat(names("--model", "caformer_s18,caformer_s18", "--weights", "random:1"))
                .containsExactly("caformer_s18");
    }

    @Test
    void options_of_loading_are_those_of_every_model() {
        assertThat(selected("--model", "poolformer_s12,caformer_s18", "--num-classes", "7", "--in-chans", "1"))
                .hasSize(2)
                .allSatisfy(model -> {
                    assertThat(model.request().classes()).hasValue(7);
                    assertThat(model.request().inputChannels()).hasValue(1);
                });
    }

    @Test
    void names_that_mean_nothing_are_refused_before_anything_is_loaded() {
        assertThatThrownBy(() -> selected("--model", "embedded,caformer_s19"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("'caformer_s19' is unknown", "caformer_s18");
        assertThatThrownBy(() -> selected("--model", "zzz_*"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("'zzz_*' is unknown");
        assertThatThrownBy(() -> selected("--model", "embedded,,caformer_s18"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("empty name");
    }
}
