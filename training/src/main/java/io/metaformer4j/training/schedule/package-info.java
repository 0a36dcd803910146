/**
 * Learning rates over time, with the meaning that timm 1.0.29 gives them ({@code timm/scheduler}): a warm-up that rises in a
 * straight line, then one of several decays, counted in epochs or in optimizer updates.
 */
package io.metaformer4j.training.schedule;
