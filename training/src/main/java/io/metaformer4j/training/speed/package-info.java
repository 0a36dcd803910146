/** How fast a training step is; {@link io.metaformer4j.evaluation.speed} does the timing. */
package io.metaformer4j.training.speed;
