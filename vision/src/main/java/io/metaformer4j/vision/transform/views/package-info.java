/** Several views of one picture for a network that is measured: parts of it, and mirror images. */
package io.metaformer4j.vision.transform.views;
