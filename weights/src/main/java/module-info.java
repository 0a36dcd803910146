/** Checkpoints: reading, matching, converting and writing them, without Python and without an engine. */
@SuppressWarnings("module") // modules above this one are not there yet when it is compiled
module io.metaformer4j.weights {
    requires transitive io.metaformer4j.zoo;
    requires com.fasterxml.jackson.databind;
    requires java.net.http;
    requires org.slf4j;

    exports io.metaformer4j.weights;
    exports io.metaformer4j.weights.convert;
    exports io.metaformer4j.weights.dialect;
    exports io.metaformer4j.weights.file;
    exports io.metaformer4j.weights.hub;
    exports io.metaformer4j.weights.load;
    exports io.metaformer4j.weights.match;
    exports io.metaformer4j.weights.disk to
            io.metaformer4j.cli,
            io.metaformer4j.evaluation,
            io.metaformer4j.models,
            io.metaformer4j.onnx,
            io.metaformer4j.runtime,
            io.metaformer4j.torch,
            io.metaformer4j.training;
    exports io.metaformer4j.weights.json to
            io.metaformer4j.models,
            io.metaformer4j.training;
}
