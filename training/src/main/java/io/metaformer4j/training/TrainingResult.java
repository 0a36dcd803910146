package io.metaformer4j.training;

import io.metaformer4j.training.step.RunPosition;

/**
 * How a run ended.
 *
 * @param finished whether all epochs are done; otherwise it was stopped and can be resumed
 * @param position where it stands
 */
public record TrainingResult(boolean finished, RunPosition position) {}
