package io.metaformer4j.evaluation.explain;

/** The maps of a poolformer_s12: convolutions with biases throughout, group norms. */
class PoolFormerMapsTest extends ReferenceMapsTest {

    PoolFormerMapsTest() {
        super("poolformer_s12");
    }
}
