/** Placeholder description of the {@code zoo} floor. */
package io.metaformer4j.zoo;
