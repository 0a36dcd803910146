/** Placeholder description of the {@code benchmarks} floor. */
package io.metaformer4j.benchmarks;
