/**
 * Libtorch and its memory: finding, unpacking and loading the natives, scopes that own tensors, threads, and the processor as
 * it presents itself. Beside them what can be asked of every network on libtorch: where, in which precision and in which order
 * of memory it computes, and who sees the outputs of its modules.
 */
package io.metaformer4j.torch.natives;
