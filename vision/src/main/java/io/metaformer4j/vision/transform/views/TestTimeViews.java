package io.metaformer4j.vision.transform.views;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.resample.CropPlace;
import io.metaformer4j.vision.transform.EvalOperations;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;

/**
 * Which views of a picture a network sees where its answers to several are averaged (test-time augmentation). Ten of them,
 * the four corners and the centre with their mirror images, are those of AlexNet (Krizhevsky et al. 2012, section 4.1) and
 * of torchvision's {@code TenCrop}. They are cut out of the resized picture, so that with a crop ratio of 1 the places
 * differ along the longer side only, and of a square picture not at all.
 *
 * @param places which parts of the resized picture are seen, at least one
 * @param mirrored whether each is followed by its mirror image, left to right
 */
public record TestTimeViews(List<CropPlace> places, boolean mirrored) {

    /** The centre alone, as without test-time augmentation. */
    public static final TestTimeViews ONE = new TestTimeViews(List.of(CropPlace.CENTER), false);

    /** The centre and its mirror image. */
    public static final TestTimeViews FLIP = new TestTimeViews(List.of(CropPlace.CENTER), true);

    /** The centre and the four corners. */
    public static final TestTimeViews FIVE = new TestTimeViews(List.of(CropPlace.values()), false);

    /** The centre and the four corners, each with its mirror image. */
    public static final TestTimeViews TEN = new TestTimeViews(List.of(CropPlace.values()), true);

    public TestTimeViews {
        places = List.copyOf(places);
        if (places.isEmpty()) {
            throw new MetaFormerException("a picture needs at least one view; name a part of it");
        }
    }

    /**
     * How many views there are.
     *
     * @return at least 1
     */
    public int count() {
        return mirrored ? 2 * places.size() : places.size();
    }

    /**
     * The evaluation transform into all views, {@code [N * views, C, H, W]} of normalised floats, those of a picture one
     * after the other. An operation is drawn once for a picture, and is the same in all of its views.
     *
     * @param preprocessing sizes, crop and statistics
     * @param operations what happens to the decoded picture, and to each part of it before it is mirrored
     * @return the transform; the geometries that its workers return are those of the first view, and not exact if there are
     *     more
     */
    public SampleTransform transform(Preprocessing preprocessing, EvalOperations operations) {
        ImageDecoder decoder = ImageDecoder.standard();
        ImageBatch.Layout layout = ImageBatch.Layout.FLOAT32_NCHW;
        if (equals(ONE)) {
            return operations.transform(preprocessing, decoder, layout);
        }
        EvalTransform part = EvalTransform.of(preprocessing, decoder, layout).withOperations(operations.input());
        SampleTransform views = new ViewsTransform(
                places.stream().<SampleTransform>map(part::withPlace).toList(), mirrored);
        boolean decodedOnce = places.size() > 1 || !operations.decoded().isEmpty();
        return decodedOnce ? views.after(PictureOperation.sequence(operations.decoded()), decoder) : views;
    }
}
