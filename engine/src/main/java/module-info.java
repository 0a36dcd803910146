/** What every engine promises: networks that run on batches of pictures. */
module io.metaformer4j.engine {
    requires transitive io.metaformer4j.vision;
    requires transitive io.metaformer4j.weights;
    requires transitive io.metaformer4j.zoo;

    exports io.metaformer4j.engine;

    uses io.metaformer4j.engine.Engine;
}
