/**
 * What a run leaves behind for other programs to draw: {@link io.metaformer4j.training.report.TensorBoardLog} writes
 * the event files of TensorBoard. Listeners of a run, so that training itself knows nothing of them.
 */
package io.metaformer4j.training.report;
