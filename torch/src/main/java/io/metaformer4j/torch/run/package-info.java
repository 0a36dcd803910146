/**
 * What can be asked of every network on libtorch: where, in which precision and in which order of memory it computes, and who
 * sees the outputs of its modules.
 */
package io.metaformer4j.torch.run;
