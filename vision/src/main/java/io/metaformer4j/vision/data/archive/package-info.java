/**
 * Tar archives as files, on disk or on the web, and what they hold. How that becomes samples is for
 * {@code io.metaformer4j.vision.data.format}.
 */
package io.metaformer4j.vision.data.archive;
