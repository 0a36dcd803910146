package io.metaformer4j.evaluation.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageNetCTest {

    private static final CorruptionLevel FOG = new CorruptionLevel(Corruption.FOG, new Severity(2));
    private static final CorruptionLevel NOISE = new CorruptionLevel(Corruption.GAUSSIAN_NOISE, new Severity(5));
    private static final CorruptionLevel SPATTER = new CorruptionLevel(Corruption.SPATTER, new Severity(1));

    @TempDir
    private Path folder;

    @Test
    void corruptions_lie_in_the_folder_or_in_the_groups_of_the_archives() throws IOException {
        Files.createDirectories(folder.resolve("fog/2"));
        Files.createDirectories(folder.resolve("fog/6"));
        Files.createDirectories(folder.resolve("noise/gaussian_noise/5"));
        Files.createDirectories(folder.resolve("extra/spatter/1"));
        Files.createDirectories(folder.resolve("blur/notes"));
        ImageNetC found = ImageNetC.in(folder);
        assertThat(found.levels()).containsExactly(NOISE, FOG, SPATTER);
        RobustnessPart part = found.part(NOISE, DatasetOptions.standard());
        assertThat(part.id()).isEqualTo("imagenet_c/gaussian_noise/5");
        assertThat(Path.of(part.pictures().location())).isEqualTo(folder.resolve("noise/gaussian_noise/5"));
        CorruptionLevel other = new CorruptionLevel(Corruption.SNOW, new Severity(1));
        assertThatThrownBy(() -> found.part(other, DatasetOptions.standard())).hasMessageContaining("snow/1");
    }

    @Test
    void a_folder_without_corruptions_or_with_one_twice_is_refused() throws IOException {
        assertThatThrownBy(() -> ImageNetC.in(folder))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("noise/gaussian_noise/3");
        assertThatThrownBy(() -> ImageNetC.in(folder.resolve("none"))).hasMessageContaining("there is no folder");
        Files.createDirectories(folder.resolve("fog/2"));
        Files.createDirectories(folder.resolve("weather/fog/2"));
        assertThatThrownBy(() -> ImageNetC.in(folder)).hasMessageContaining("fog twice");
    }
}
