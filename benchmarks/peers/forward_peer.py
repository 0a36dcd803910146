"""timm's networks in eager mode."""

import time

import timm
import torch
from safetensors.torch import save_file

from protocol import serve, versions

networks = {}
images = {}


def about(threads):
    torch.set_num_threads(threads)
    return versions("torch", "timm", "safetensors")


def network(name, seed):
    """A network whose every parameter matters: timm's first layer scales would hide the blocks behind them."""
    torch.manual_seed(seed)
    model = timm.create_model(name, pretrained=False).eval()
    with torch.no_grad():
        for key, value in model.named_parameters():
            if any(part in key for part in ("layer_scale", "res_scale", "detail_scale")):
                value.uniform_(0.3, 0.7)
            elif "norm" in key and key.endswith("weight"):
                value.uniform_(0.8, 1.2)
            elif value.dim() == 1 and key.endswith("bias"):
                value.uniform_(-0.1, 0.1)
    return model.requires_grad_(False)


def setup(model, seed, batch_sizes, weights, inputs):
    """Makes the network in both layouts, and files of its weights, of pictures, and of logits of the largest batch."""
    plain = network(model, seed)
    state = {key: value.contiguous() for key, value in plain.state_dict().items()}
    save_file(state, weights)
    generator = torch.Generator().manual_seed(seed)
    pictures = torch.randn(max(batch_sizes), 3, 224, 224, generator=generator)
    with torch.inference_mode():
        save_file({"input": pictures, "logits": plain(pictures).contiguous()}, inputs)
    last = timm.create_model(model, pretrained=False).eval().requires_grad_(False)
    last.load_state_dict(state)
    networks["contiguous"] = plain
    networks["channels_last"] = last.to(memory_format=torch.channels_last)
    for size in batch_sizes:
        images["contiguous", size] = pictures[:size].contiguous()
        images["channels_last", size] = pictures[:size].contiguous(memory_format=torch.channels_last)
    return {"parameters": sum(value.numel() for value in plain.parameters())}


def run(layout, batch_size, count):
    model, batch = networks[layout], images[layout, batch_size]
    seconds = []
    with torch.inference_mode():
        for _ in range(count):
            start = time.perf_counter()
            model(batch)
            seconds.append(time.perf_counter() - start)
    return {"seconds": seconds}


if __name__ == "__main__":
    serve({"about": about, "setup": setup, "run": run})
