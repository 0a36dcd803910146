/** The IDX files of the MNIST family: which belong together, what is in them, and their pictures. */
package io.metaformer4j.vision.data.format.idx;
