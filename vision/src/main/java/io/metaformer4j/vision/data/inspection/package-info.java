/**
 * Looking at all pictures of a data set before a training does:
 * {@link io.metaformer4j.vision.data.inspection.DatasetCheck} finds those that are broken or there twice,
 * {@link io.metaformer4j.vision.data.inspection.DatasetStatistics} counts and measures them. Both read with several
 * threads, give the same answer whatever their number, and hold no more of the data in memory than the threads are
 * working on.
 */
package io.metaformer4j.vision.data.inspection;
