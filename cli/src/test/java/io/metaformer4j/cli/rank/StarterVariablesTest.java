package io.metaformer4j.cli.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StarterVariablesTest {

    private static final String LINE = "metaformer train pets --nproc-per-node 2 --max-restarts 3";

    @Test
    void a_process_knows_the_line_and_the_numbers_by_which_it_was_started() {
        Map<String, String> variables = new HashMap<>();
        StarterVariables.write(variables, LINE, Map.of("--nproc-per-node", 2, "--max-restarts", 3));
        assertThat(StarterVariables.isStarted(variables)).isTrue();
        assertThat(StarterVariables.typed(variables)).contains(LINE);
        assertThat(StarterVariables.numbers(variables)).isEqualTo(Map.of("--nproc-per-node", 2, "--max-restarts", 3));
    }

    @Test
    void one_that_others_have_started_knows_neither() {
        Map<String, String> variables = Map.of("RANK", "0", "WORLD_SIZE", "8", "METAFORMER_TYPED", LINE);
        assertThat(StarterVariables.isStarted(variables)).isFalse();
        assertThat(StarterVariables.typed(variables)).isEmpty();
        assertThat(StarterVariables.numbers(variables)).isEmpty();
    }
}
