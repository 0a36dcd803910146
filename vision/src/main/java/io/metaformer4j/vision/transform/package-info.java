/**
 * From pictures to the inputs of networks.
 */
package io.metaformer4j.vision.transform;
