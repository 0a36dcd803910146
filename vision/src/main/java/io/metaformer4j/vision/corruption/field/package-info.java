/**
 * What corruptions compute with: rows of numbers with borders, filters over them, and random maps. Each class names the
 * function of numpy, scipy, scikit-image or OpenCV whose numbers it gives.
 */
package io.metaformer4j.vision.corruption.field;
