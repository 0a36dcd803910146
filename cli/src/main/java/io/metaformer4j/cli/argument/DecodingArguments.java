package io.metaformer4j.cli.argument;

import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import picocli.CommandLine.Option;

/** How image files are decoded. */
public final class DecodingArguments {

    @Option(
            names = "--exif",
            description = "Turn pictures upright as their EXIF orientation says; by default it is ignored, as in timm.")
    private boolean exif;

    /**
     * A decoder of the product's standard limits that was told what to do about orientation.
     *
     * @return the decoder
     */
    public ImageDecoder decoder() {
        return ImageDecoder.of(DecodeOptions.standard().withExifOrientation(exif));
    }
}
