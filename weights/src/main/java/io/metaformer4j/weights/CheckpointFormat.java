package io.metaformer4j.weights;

/** Kinds of checkpoint files that can be read. */
public enum CheckpointFormat {
    /** The safetensors format: a JSON header followed by raw tensors. */
    SAFETENSORS,
    /** PyTorch's zip archive, written by {@code torch.save} since release 1.6. */
    TORCH_ZIP,
    /** PyTorch's stream of pickles and raw storages, written by {@code torch.save} before release 1.6. */
    TORCH_LEGACY,
    /** A pickle as Python's own {@code pickle.dump} writes it, of a dictionary of numpy arrays. */
    PICKLE
}
