/** The MetaFormer architectures as data: their tables, plans, parameters and costs; needs nothing but the JDK. */
module io.metaformer4j.zoo {
    exports io.metaformer4j.zoo;
    exports io.metaformer4j.zoo.architecture;
    exports io.metaformer4j.zoo.catalog;
    exports io.metaformer4j.zoo.cost;
    exports io.metaformer4j.zoo.plan;
}
