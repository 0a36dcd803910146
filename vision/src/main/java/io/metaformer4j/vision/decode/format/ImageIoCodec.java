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
import io.metaformer4j.vision.decode.pixels.DecodeMemory;
import io.metaformer4j.vision.decode.pixels.RasterPixels;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** Decodes with a reader of the Java image API, whose rasters are read without any colour conversion. */
public final class ImageIoCodec {

    private final Supplier<Optional<ImageReaderSpi>> search;
    private final String missing;
    private final boolean readsRegions;

    /** Found when the first image needs it: most programs meet one or two formats, and a search reads every library. */
    private volatile ImageReaderSpi provider;

    private ImageIoCodec(Supplier<Optional<ImageReaderSpi>> search, String missing, boolean readsRegions) {
        this.search = search;
        this.missing = missing;
        this.readsRegions = readsRegions;
    }

    /**
     * The codec over the JDK's own reader, whatever other readers the application has installed: they may convert
     * colours differently.
     */
    public static ImageIoCodec ofJdk(ImageFormat format) {
        String plugin = "com.sun.imageio.plugins." + format.name().toLowerCase(Locale.ROOT) + ".";
        return new ImageIoCodec(
                () -> ofRegistry(plugin),
                "is " + format
                        + ", for which the Java runtime has no image reader; use one with the module java.desktop",
                /* readsRegions= */ true);
    }

    /** The codec over libwebp, whose reader delivers the whole image whatever region it is asked for. */
    public static ImageIoCodec ofWebp() {
        return new ImageIoCodec(
                () -> ServiceLoader.load(ImageReaderSpi.class, ImageIoCodec.class.getClassLoader()).stream()
                        .filter(service -> service.type().getName().startsWith("com.luciad.imageio.webp."))
                        .findFirst()
                        .map(ServiceLoader.Provider::get),
                "is WebP, whose reader is not in this program; add the library com.github.usefulness:webp-imageio",
                /* readsRegions= */ false);
    }

    private static Optional<ImageReaderSpi> ofRegistry(String plugin) {
        List<ImageReaderSpi> found = new ArrayList<>();
        IIORegistry.getDefaultInstance()
                .getServiceProviders(ImageReaderSpi.class, true)
                .forEachRemaining(found::add);
        return found.stream()
                .filter(spi -> spi.getPluginClassName().startsWith(plugin))
                .findFirst();
    }

    /** A new reader; the caller disposes of it. */
    ImageReader newReader(EncodedImage image) throws IOException {
        ImageReaderSpi known = provider;
        if (known == null) {
            known = search.get().orElseThrow(() -> new ImageRejectedException(image.name(), missing));
            provider = known;
        }
        return known.createReaderInstance();
    }

    /** Decodes the wanted region; the pixels belong to the workspace. */
    public Picture decode(EncodedImage image, RegionOfInterest roi, DecodeBudget budget, DecodeMemory workspace) {
        ImageReader reader = null;
        try (ByteArrayInput input = new ByteArrayInput(image, budget)) {
            reader = newReader(image);
            reader.setInput(input, true, true);
            ImageSize size = size(reader, image);
            budget.requireSize(size);
            Region region = size.choose(roi);
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
