package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

    @Test
    void everything_is_examined_on_any_machine() throws IOException {
        CommandResult result = CommandResult.of("doctor", "--json");
        JsonNode document = result.json();
        assertThat(document.fieldNames())
                .toIterable()
                .contains("sound", "program", "Java", "processor", "memory", "settings", "engines")
                .contains("torch natives", "torch engine", "cpu engine", "storage");
        assertThat(document.get("sound").asBoolean()).isEqualTo(result.code() == 0);
        assertThat(document.get("problems").isEmpty()).isEqualTo(result.code() == 0);
        assertThat(document.get("memory").get("total").asLong()).isGreaterThan(1 << 20);
        assertThat(document.get("engines").get("torch").get("priority").asInt()).isEqualTo(100);
        assertThat(document.get("torch kernels")).hasSizeGreaterThan(20).allSatisfy(kernel -> assertThat(
                        kernel.get("right").asBoolean())
                .isEqualTo(kernel.get("error").isNumber()
                        && kernel.get("error").asDouble() <= kernel.get("bound").asDouble()));
    }
}
