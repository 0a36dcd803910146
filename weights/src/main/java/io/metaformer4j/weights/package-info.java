/** Placeholder description of the {@code weights} floor. */
package io.metaformer4j.weights;
