package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.bytes.ByteArrayInput;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.DecodeOptions.Truncation;
import io.metaformer4j.vision.decode.limits.ImageSize;
import io.metaformer4j.vision.decode.limits.RegionOfInterest;
import io.metaformer4j.vision.decode.pixels.DecodeWorkspace;
import io.metaformer4j.vision.decode.pixels.RasterPixels;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** Decodes with a reader of the Java image API, whose rasters are read without any colour conversion. */
public final class ImageIoCodec {

    private final ImageReaderSpi provider;
    private final boolean readsRegions;

    /**
     * Creates a codec.
     *
     * @param provider makes the readers
     * @param readsRegions whether the readers decode a region alone; if not, they deliver the whole image whatever region
     *     they are asked for
     */
    public ImageIoCodec(ImageReaderSpi provider, boolean readsRegions) {
        this.provider = provider;
        this.readsRegions = readsRegions;
    }

    /**
     * The codec over the JDK's own reader, whatever other readers the application has installed: they may convert
     * colours differently.
     */
    public static ImageIoCodec ofJdk(ImageFormat format) {
        String name = format.name().toLowerCase(Locale.ROOT);
        List<ImageReaderSpi> found = new ArrayList<>();
        IIORegistry.getDefaultInstance()
                .getServiceProviders(ImageReaderSpi.class, true)
                .forEachRemaining(found::add);
        return found.stream()
                .filter(spi -> spi.getPluginClassName().startsWith("com.sun.imageio.plugins." + name + "."))
                .findFirst()
                .map(spi -> new ImageIoCodec(spi, /* readsRegions= */ true))
                .orElseThrow(() -> new IllegalStateException("the Java runtime has no image reader for " + format
                        + "; use one with the module java.desktop"));
    }

    /** A new reader; the caller disposes of it. */
    ImageReader newReader() throws IOException {
        return provider.createReaderInstance();
    }

    /** Decodes the wanted region; the pixels belong to the workspace. */
    public Picture decode(EncodedImage image, RegionOfInterest rule, DecodeBudget budget, DecodeWorkspace workspace) {
        ImageReader reader = null;
        try (ByteArrayInput input = new ByteArrayInput(image, budget)) {
            reader = newReader();
            reader.setInput(input, true, true);
            ImageSize size = size(reader, image);
            budget.requireSize(size);
            Region region = size.choose(rule);
            Region read = readsRegions ? region : Region.whole(size.width(), size.height());
            BufferedImage pixels = read(reader, image, read, budget.options().truncation());
            budget.requireTime();
            if (pixels.getWidth() != read.width() || pixels.getHeight() != read.height()) {
                throw new ImageRejectedException(
                        image.name(),
                        "is broken: its header says " + read.width() + "x" + read.height() + " pixels, its data "
                                + pixels.getWidth() + "x" + pixels.getHeight());
            }
            Region wanted = readsRegions ? Region.whole(region.width(), region.height()) : region;
            return new RasterPixels(image.name()).toPicture(pixels, wanted, workspace);
        } catch (IOException e) {
            throw broken(image, e);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    /** The size of the first picture in the file. Readers answer broken files with all kinds of exceptions. */
    private static ImageSize size(ImageReader reader, EncodedImage image) {
        try {
            return new ImageSize(reader.getWidth(0), reader.getHeight(0));
        } catch (ImageRejectedException e) {
            throw e; // the time is over
        } catch (IOException | RuntimeException e) {
            throw broken(image, e);
        }
    }

    private static BufferedImage read(ImageReader reader, EncodedImage image, Region region, Truncation truncation) {
        ImageReadParam parameters = reader.getDefaultReadParam();
        parameters.setSourceRegion(new Rectangle(region.x(), region.y(), region.width(), region.height()));
        Optional<BufferedImage> partial = Optional.empty();
        try {
            if (truncation == Truncation.FILL) {
                ImageTypeSpecifier type = reader.getImageTypes(0).next();
                partial = Optional.of(type.createBufferedImage(region.width(), region.height()));
                parameters.setDestination(partial.get());
            }
            return reader.read(0, parameters);
        } catch (ImageRejectedException e) {
            throw e; // the time is over
        } catch (IOException | RuntimeException e) {
            return partial.orElseThrow(() -> broken(image, e));
        }
    }

    /**
     * The error of a broken image. Messages of runtime exceptions, such as of an index out of bounds, mean nothing to users.
     */
    private static ImageRejectedException broken(EncodedImage image, Exception cause) {
        boolean isReadable = cause instanceof IOException && cause.getMessage() != null;
        String detail = isReadable ? " (" + cause.getMessage() + ")" : "";
        return new ImageRejectedException(image.name(), "is broken or cut off" + detail, cause);
    }
}
