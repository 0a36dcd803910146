package io.metaformer4j.vision.transform;

/** How a training picture becomes a picture of the network's input size. */
public sealed interface Cropping permits RandomResizedCrop, PaddedCrop {

    /** One method for each kind of cropping. */
    interface Visitor<R> {
        R randomResizedCrop(RandomResizedCrop cropping);

        R paddedCrop(PaddedCrop cropping);
    }

    /** Calls the visitor's method for this kind of cropping. */
    <R> R accept(Visitor<R> visitor);
}
