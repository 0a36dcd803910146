package io.metaformer4j.vision;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * Says that an image cannot be used: it is no image, it is broken or cut off, of an unsupported kind, or larger than the limits
 * allow. The message names the image and the reason; failures of the file system are {@link java.io.IOException}s.
 */
public final class ImageRejectedException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    private final String imageName;
    private final String reason;

    /**
     * Creates the error.
     *
     * @param imageName what the image is called, for instance its path
     * @param reason what is wrong with it, and what can be done, as the end of a sentence
     */
    public ImageRejectedException(String imageName, String reason) {
        super("image '" + imageName + "' " + reason);
        this.imageName = imageName;
        this.reason = reason;
    }

    /**
     * Creates the error with the failure that revealed it.
     *
     * @param imageName what the image is called, for instance its path
     * @param reason what is wrong with it, and what can be done, as the end of a sentence
     * @param cause the underlying failure
     */
    public ImageRejectedException(String imageName, String reason, Throwable cause) {
        super("image '" + imageName + "' " + reason, cause);
        this.imageName = imageName;
        this.reason = reason;
    }

    /**
     * What the image is called.
     *
     * @return the name, for instance a path
     */
    public String imageName() {
        return imageName;
    }

    /**
     * What is wrong with the image, without its name.
     *
     * @return the end of the sentence that starts with the image's name
     */
    public String reason() {
        return reason;
    }
}
