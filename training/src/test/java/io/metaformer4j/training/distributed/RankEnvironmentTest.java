package io.metaformer4j.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankEnvironmentTest {

    private static final Map<String, String> SECOND_OF_FOUR = Map.of(
            "RANK", "1",
            "WORLD_SIZE", "4",
            "LOCAL_RANK", "1",
            "LOCAL_WORLD_SIZE", "2",
            "MASTER_ADDR", "node7",
            "MASTER_PORT", "29500",
            "TORCHELASTIC_RUN_ID", "cats",
            "TORCHELASTIC_RESTART_COUNT", "3",
            "TORCHELASTIC_USE_AGENT_STORE", "True");

    @Test
    void a_process_learns_from_the_variables_of_torchrun_who_it_is() {
        RankEnvironment second = RankEnvironment.of(SECOND_OF_FOUR);
        assertThat(second).isEqualTo(new RankEnvironment(1, 4, 1, 2, "node7", 29500, "cats/3", true, Optional.empty()));
        assertThat(second.isOneMachine()).isFalse();
    }

    @Test
    void without_variables_or_with_one_rank_it_is_alone() {
        assertThat(RankEnvironment.of(Map.of())).isEqualTo(RankEnvironment.ALONE);
        assertThat(RankEnvironment.of(Map.of("MASTER_ADDR", "node7", "LOCAL_RANK", "1")))
                .isEqualTo(RankEnvironment.ALONE);
        assertThat(RankEnvironment.of(Map.of("RANK", "0", "WORLD_SIZE", "1"))).isEqualTo(RankEnvironment.ALONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RANK             |       | the variable RANK is not set, but others say",
                "WORLD_SIZE       |       | the variable WORLD_SIZE is not set",
                "MASTER_ADDR      |       | the variable MASTER_ADDR is not set",
                "MASTER_PORT      |       | the variable MASTER_PORT is not set",
                "RANK             | 4     | the variable RANK is '4', but must be a whole number from 0 to 3, below",
                "RANK             | -1    | the variable RANK is '-1'",
                "RANK             | one   | the variable RANK is 'one'",
                "WORLD_SIZE       | 0     | the variable WORLD_SIZE is '0', but must be a whole number of at least 1",
                "LOCAL_RANK       | 2     | the variable LOCAL_RANK is '2', but must be a whole number from 0 to 1",
                "LOCAL_WORLD_SIZE | 5     | the variable LOCAL_WORLD_SIZE is '5', but must be a whole number",
                "MASTER_PORT      | 65536 | the variable MASTER_PORT is '65536', but must be a whole number"
            })
    void a_wrong_variable_is_named(String name, String value, String message) {
        Map<String, String> variables = new HashMap<>(SECOND_OF_FOUR);
        if (value == null) {
            variables.remove(name);
        } else {
            variables.put(name, value);
        }
        assertThatThrownBy(() -> RankEnvironment.of(variables))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageStartingWith(message);
    }
}
