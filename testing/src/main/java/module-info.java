/** The contract of an engine as tests to inherit. */
module io.metaformer4j.testing {
    requires transitive io.metaformer4j.engine;
    requires org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    exports io.metaformer4j.testing;
}
