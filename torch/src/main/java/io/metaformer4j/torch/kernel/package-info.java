/**
 * Kernels and whether they are right: each is compared with plain arithmetic before its first use, and where it is wrong a
 * formula answers in its place. {@link io.metaformer4j.torch.kernel.Kernels} keeps what was found.
 */
package io.metaformer4j.torch.kernel;
