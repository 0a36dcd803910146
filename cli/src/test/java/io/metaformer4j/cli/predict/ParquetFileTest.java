package io.metaformer4j.cli.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.prediction.PredictionColumn;
import io.metaformer4j.evaluation.prediction.PredictionColumn.ValueType;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParquetFileTest {

    /** This very command was tried with DuckDB 1.5. */
    @Test
    void the_types_of_all_columns_are_told() {
        List<PredictionColumn> columns = List.of(
                new PredictionColumn("file's", ValueType.TEXT, /* list= */ false),
                new PredictionColumn("index", ValueType.INTEGER, /* list= */ true),
                new PredictionColumn("prob", ValueType.REAL, /* list= */ false));
        assertThat(ParquetFile.command(Path.of("it's.partial"), columns, Path.of("out.tmp")))
                .isEqualTo("COPY (SELECT * FROM read_json('it''s.partial', format='newline_delimited', columns="
                        + "{'file''s': 'VARCHAR', 'index': 'INTEGER[]', 'prob': 'FLOAT'}))"
                        + " TO 'out.tmp' (FORMAT parquet)");
    }

    @Test
    void a_path_that_would_be_a_pattern_is_refused() {
        assertThatThrownBy(() -> ParquetFile.requireUsable(Path.of("photos[2024].parquet")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("photos[2024].parquet")
                .hasMessageContaining("pattern");
    }
}
