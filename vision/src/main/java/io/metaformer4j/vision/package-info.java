/** Placeholder description of the {@code vision} floor. */
package io.metaformer4j.vision;
