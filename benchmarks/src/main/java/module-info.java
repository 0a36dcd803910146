/** Measurements of the product beside its peers. Open, since picocli reads the fields of commands. */
open module io.metaformer4j.benchmarks {
    requires io.metaformer4j.torch;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires java.management;
}
