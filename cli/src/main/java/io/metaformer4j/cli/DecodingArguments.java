package io.metaformer4j.cli;

import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import picocli.CommandLine.Option;

/** How image files are decoded. */
final class DecodingArguments {

    @Option(
            names = "--exif",
            description = "Turn pictures upright as their EXIF orientation says; by default it is ignored, as in timm.")
    private boolean exif;

    ImageDecoder decoder() {
        return ImageDecoder.of(DecodeOptions.standard().withExifOrientation(exif));
    }
}
