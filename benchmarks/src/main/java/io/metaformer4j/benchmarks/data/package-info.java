/** Data sets of a size that no test can have. */
package io.metaformer4j.benchmarks.data;
