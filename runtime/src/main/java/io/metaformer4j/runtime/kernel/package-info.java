/**
 * The inner loops of what is bound by memory rather than arithmetic: rows of maps as float arrays, in plain Java and with the
 * vector instructions of {@code jdk.incubator.vector}. Both give the same numbers, bit for bit.
 */
package io.metaformer4j.runtime.kernel;
