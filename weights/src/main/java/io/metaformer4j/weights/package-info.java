/**
 * Weights as files: reading and writing safetensors and PyTorch checkpoints without PyTorch.
 *
 * <p>{@link io.metaformer4j.weights.file.Checkpoints#open(java.nio.file.Path)} recognises a file by its content and
 * returns a {@link io.metaformer4j.weights.Checkpoint}: tensors by name, the plain data around them, and the {@link
 * io.metaformer4j.weights.StateDict} of the network inside. Reading never executes anything that a file contains,
 * never allocates by a size that a file merely declares, and maps tensor data instead of copying it. {@link
 * io.metaformer4j.weights.file.SafetensorsWriter} and {@link io.metaformer4j.weights.file.TorchWriter} write files that the
 * Python libraries open, replacing an older file only once the new one is complete on disk.
 *
 * <p>A file that cannot be used is reported as a {@link io.metaformer4j.weights.CheckpointException}; failures of the
 * file system stay {@link java.io.IOException}s. All values of this package are immutable and safe for concurrent
 * use.
 */
package io.metaformer4j.weights;
