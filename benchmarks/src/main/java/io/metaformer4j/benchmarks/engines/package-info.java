/**
 * The comparison of whole engines: one network in float32 and in fewer bits, on ours and in Python, with several callers at once, and in
 * the first calls of a process.
 */
package io.metaformer4j.benchmarks.engines;
