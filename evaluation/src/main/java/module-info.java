/** Classifying, features, explanations and validation on any engine. */
module io.metaformer4j.evaluation {
    requires transitive io.metaformer4j.models;

    exports io.metaformer4j.evaluation;
    exports io.metaformer4j.evaluation.explain;
    exports io.metaformer4j.evaluation.validation;
}
