/**
 * How the names of folders, files and labels become splits, classes and samples, wherever the pictures lie.
 *
 * <p>{@link io.metaformer4j.vision.data.FoundPictures} is what the formats make and what users label.
 */
package io.metaformer4j.vision.data.layout;
