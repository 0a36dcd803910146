/**
 * Several processes that train one network together, on libtorch's own {@code c10d}: with Gloo, and with NCCL for
 * gradients on graphics cards. A process learns from its
 * {@linkplain io.metaformer4j.training.distributed.RankEnvironment environment} who it is, as under {@code torchrun}, and joins
 * the {@linkplain io.metaformer4j.training.distributed.RankGroup others}.
 */
package io.metaformer4j.training.distributed;
