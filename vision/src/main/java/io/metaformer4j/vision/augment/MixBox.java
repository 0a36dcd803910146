package io.metaformer4j.vision.augment;

/**
 * The part of a picture that cutmix replaces; may be empty.
 *
 * @param top first row
 * @param bottom row behind the last one
 * @param left first column
 * @param right column behind the last one
 */
public record MixBox(int top, int bottom, int left, int right) {

    /**
     * The number of pixels.
     *
     * @return 0 if the box is empty
     */
    public int area() {
        return (bottom - top) * (right - left);
    }
}
