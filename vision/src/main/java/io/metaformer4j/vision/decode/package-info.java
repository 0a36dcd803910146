/**
 * Reading image files.
 */
package io.metaformer4j.vision.decode;
