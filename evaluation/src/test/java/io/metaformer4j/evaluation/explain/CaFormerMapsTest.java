package io.metaformer4j.evaluation.explain;

/** The maps of a caformer_s18: attention, layer norms, linear functions that are no convolutions. */
class CaFormerMapsTest extends ReferenceMapsTest {

    CaFormerMapsTest() {
        super("caformer_s18");
    }
}
