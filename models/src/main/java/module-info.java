/** Models by name or file: description, weights and network in one. */
module io.metaformer4j.models {
    requires transitive io.metaformer4j.engine;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;

    exports io.metaformer4j.models;

    opens io.metaformer4j.models to
            com.fasterxml.jackson.databind;
}
