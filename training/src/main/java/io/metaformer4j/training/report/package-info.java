/**
 * What a run leaves behind to be looked at: {@link io.metaformer4j.training.report.TensorBoardLog} writes the event files of
 * TensorBoard, {@link io.metaformer4j.training.report.RunReport} a page about a finished run. Training itself knows nothing of
 * them.
 */
package io.metaformer4j.training.report;
