/**
 * Checkpoint files of every format: {@link io.metaformer4j.weights.file.Checkpoints} recognises and reads them, {@link
 * io.metaformer4j.weights.file.SafetensorsWriter} and {@link io.metaformer4j.weights.file.TorchWriter} write them and read
 * back what they wrote.
 */
package io.metaformer4j.weights.file;
