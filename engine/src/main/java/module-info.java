/** What every engine promises: networks that run on batches of pictures. */
module io.metaformer4j.engine {
    requires transitive io.metaformer4j.vision;
    requires transitive io.metaformer4j.weights;
    requires transitive io.metaformer4j.zoo;
    requires org.slf4j;

    exports io.metaformer4j.engine;
    exports io.metaformer4j.engine.machine;
    exports io.metaformer4j.engine.profile;
    exports io.metaformer4j.engine.quantize;

    uses io.metaformer4j.engine.Engine;
}
