package io.metaformer4j.evaluation;

/**
 * Is told what became of each of many pictures, in their order.
 *
 * @param <R> what becomes of a picture
 */
public interface PictureListener<R> {

    /**
     * A picture was used.
     *
     * @param source the picture
     * @param answer what became of it
     */
    void answered(ImageSource source, R answer);

    /**
     * A picture could not be used.
     *
     * @param source the picture
     * @param reason an {@link java.io.IOException} if it could not be read, an
     *     {@link io.metaformer4j.vision.ImageRejectedException} if it is no usable image, or what else went wrong with it
     */
    void failed(ImageSource source, Exception reason);
}
