/**
 * Libtorch and its memory: finding, unpacking and loading the natives, scopes that own tensors, and threads.
 */
package io.metaformer4j.torch.natives;
