/** Classifying, features, explanations and validation on any engine. */
@SuppressWarnings("module") // modules above this one are not there yet when it is compiled
module io.metaformer4j.evaluation {
    requires transitive io.metaformer4j.models;
    requires java.management;

    exports io.metaformer4j.evaluation;
    exports io.metaformer4j.evaluation.calibration;
    exports io.metaformer4j.evaluation.embedding;
    exports io.metaformer4j.evaluation.explain;
    exports io.metaformer4j.evaluation.explain.faithfulness;
    exports io.metaformer4j.evaluation.invariance;
    exports io.metaformer4j.evaluation.page to
            io.metaformer4j.cli,
            io.metaformer4j.training;
    exports io.metaformer4j.evaluation.prediction;
    exports io.metaformer4j.evaluation.report;
    exports io.metaformer4j.evaluation.robustness;
    exports io.metaformer4j.evaluation.speed;
    exports io.metaformer4j.evaluation.validation;
}
