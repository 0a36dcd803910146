/** Placeholder description of the {@code training} floor. */
package io.metaformer4j.training;
