/**
 * What learns, as the trainer sees it: a backbone alone, or with parts of one's own beside it. Knows nothing of
 * objectives, optimizers and files.
 */
package io.metaformer4j.training.network;
