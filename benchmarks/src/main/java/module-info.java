/** Measurements of the product beside its peers. */
module io.metaformer4j.benchmarks {
    requires io.metaformer4j.torch;
    requires io.metaformer4j.training;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires java.management;

    opens io.metaformer4j.benchmarks to
            info.picocli;
    opens io.metaformer4j.benchmarks.loop to
            info.picocli;
}
