package io.metaformer4j.weights;

/**
 * The format of a checkpoint that was read, as users are told. The first bytes of a file do not tell it: a pickle may be a
 * legacy file of PyTorch or Python's own, and a checkpoint in parts has the format of its parts.
 */
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
