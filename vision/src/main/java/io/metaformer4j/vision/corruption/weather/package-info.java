/** Corruptions by weather, and by what sticks to a lens. */
package io.metaformer4j.vision.corruption.weather;
