/**
 * Libtorch and its memory: finding, unpacking and loading the natives, scopes that own tensors, threads, and the processor as
 * it presents itself.
 */
package io.metaformer4j.torch.natives;
