/** Pictures: decoding, resampling, transforms, augmentation, corruptions, data sets and their loader. */
@SuppressWarnings("module") // the command is not there yet when this module is compiled
module io.metaformer4j.vision {
    requires transitive io.metaformer4j.zoo;
    requires com.fasterxml.jackson.core;
    requires transitive java.desktop;
    requires java.management;
    requires org.apache.commons.compress;

    exports io.metaformer4j.vision;
    exports io.metaformer4j.vision.augment;
    exports io.metaformer4j.vision.augment.auto;
    exports io.metaformer4j.vision.corruption;
    exports io.metaformer4j.vision.data;
    exports io.metaformer4j.vision.data.inspection;
    exports io.metaformer4j.vision.data.location;
    exports io.metaformer4j.vision.data.pack;
    exports io.metaformer4j.vision.decode;
    exports io.metaformer4j.vision.decode.limits;
    exports io.metaformer4j.vision.labels;
    exports io.metaformer4j.vision.loader;
    exports io.metaformer4j.vision.operation;
    exports io.metaformer4j.vision.random;
    exports io.metaformer4j.vision.resample;
    exports io.metaformer4j.vision.transform;
    exports io.metaformer4j.vision.transform.views;
    exports io.metaformer4j.vision.names to
            io.metaformer4j.cli;

    uses javax.imageio.spi.ImageReaderSpi;
}
