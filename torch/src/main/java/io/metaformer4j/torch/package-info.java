/** Placeholder description of the {@code torch} floor. */
package io.metaformer4j.torch;
