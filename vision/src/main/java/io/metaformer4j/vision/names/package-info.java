/**
 * Texts that name things: classes, files, and samples in messages; and the order in which people expect them.
 */
package io.metaformer4j.vision.names;
