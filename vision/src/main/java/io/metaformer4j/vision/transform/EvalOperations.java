package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;

/**
 * Operations on pictures on their way to a network that is measured or used, for instance corruptions, to see what it makes
 * of worse pictures. There are two places for them:
 *
 * <ul>
 *   <li>before the transform: on the decoded picture, of whatever size it has. A large photograph is shrunk afterwards,
 *       which takes away much of noise and blur, and what is cropped away afterwards counts for means;
 *   <li>on the input: on the resized and cropped picture, of the size of the network's input, before it is normalised. The
 *       pictures of ImageNet-C (arXiv:1903.12261) were made of crops of 224x224, and its numbers of pixels mean such a size.
 *       They were resized without regard to any model's preprocessing, and then stored as JPEG of quality 85, so that figures
 *       of pictures made worse in memory come near those of the published files and do not equal them.
 * </ul>
 *
 * @param decoded what happens to the decoded picture, in this order
 * @param input what happens to the resized and cropped picture, in this order
 */
public record EvalOperations(List<PictureOperation> decoded, List<PictureOperation> input) {

    /** No operation: pictures as they are. */
    public static final EvalOperations NONE = new EvalOperations(List.of(), List.of());

    public EvalOperations {
        decoded = List.copyOf(decoded);
        input = List.copyOf(input);
    }

    /**
     * Operations on decoded pictures.
     *
     * @param operations in this order
     * @return these, and none on the input
     */
    public static EvalOperations beforeTransform(PictureOperation... operations) {
        return new EvalOperations(List.of(operations), List.of());
    }

    /**
     * Operations on resized and cropped pictures.
     *
     * @param operations in this order
     * @return these, and none before the transform
     */
    public static EvalOperations onInput(PictureOperation... operations) {
        return new EvalOperations(List.of(), List.of(operations));
    }

    /**
     * The evaluation transform of a model with these operations, each place with a random stream of its own that comes from
     * the sample's seed. Without operations it is the plain {@link EvalTransform}.
     *
     * @param preprocessing sizes, crop and statistics
     * @param decoder what decodes image files
     * @param layout floats, or bytes that the engine normalises
     * @return the transform; its workers fail with an {@link io.metaformer4j.vision.operation.OperationFailedException} where
     *     an operation does
     */
    public SampleTransform transform(Preprocessing preprocessing, ImageDecoder decoder, ImageBatch.Layout layout) {
        EvalTransform transform =
                EvalTransform.of(preprocessing, decoder, layout).withOperations(input);
        return decoded.isEmpty() ? transform : transform.after(PictureOperation.sequence(decoded), decoder);
    }
}
