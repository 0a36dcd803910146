/**
 * What can be asked of every network on libtorch: where, in which precision and in which order of memory it computes, who
 * sees the outputs of its modules, and with whom it shares the statistics of a batch.
 */
package io.metaformer4j.torch.run;
