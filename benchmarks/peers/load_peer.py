"""torch.load and safetensors: from a file in the page cache to tensors whose values were used."""

import time

import timm
import torch
from safetensors.torch import load_file, save_file

from protocol import serve, versions

networks = {}

READERS = {
    "torch.load": lambda path: torch.load(path, map_location="cpu", weights_only=True),
    "torch.load(mmap)": lambda path: torch.load(path, map_location="cpu", weights_only=True, mmap=True),
    "load_file": load_file,
}


def about(threads):
    torch.set_num_threads(threads)
    return versions("torch", "timm", "safetensors")


def setup(model, seed, pth, safetensors):
    torch.manual_seed(seed)
    network = timm.create_model(model, pretrained=False).eval().requires_grad_(False)
    networks["model"] = network
    state = {key: value.contiguous() for key, value in network.state_dict().items()}
    torch.save(state, pth)
    save_file(state, safetensors)
    return {"bytes": sum(value.numel() * value.element_size() for value in state.values())}


def run(reader, path, use):
    """Loads and uses every value: 'sum' adds them up, 'copy' puts them into the network's parameters."""
    start = time.perf_counter()
    state = READERS[reader](path)
    if use == "sum":
        total = sum(value.sum().item() for value in state.values())
    else:
        networks["model"].load_state_dict(state, strict=True)
        total = 0.0
    seconds = time.perf_counter() - start
    return {"seconds": [seconds], "sum": total}


if __name__ == "__main__":
    serve({"about": about, "setup": setup, "run": run})
