/** Placeholder description of the {@code evaluation} floor. */
package io.metaformer4j.evaluation;
