package io.metaformer4j.vision.transform;

/** How a training picture becomes a picture of the network's input size. */
public sealed interface Cropping permits RandomResizedCrop, PaddedCrop {

    /**
     * One method per kind of cropping.
     *
     * @param <R> what reading a cropping results in
     */
    interface Visitor<R> {

        /**
         * Reads a random crop that is resized.
         *
         * @param cropping its parameters
         * @return the result
         */
        R randomResizedCrop(RandomResizedCrop cropping);

        /**
         * Reads a random crop of the padded picture.
         *
         * @param cropping its parameters
         * @return the result
         */
        R paddedCrop(PaddedCrop cropping);
    }

    /**
     * Calls the visitor's method for this kind.
     *
     * @param visitor what to do for each kind
     * @param <R> what it results in
     * @return the visitor's result
     */
    <R> R accept(Visitor<R> visitor);
}
