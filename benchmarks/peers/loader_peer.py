"""timm's evaluation pipeline: files to normalised float32 batches."""

import time

import PIL
import torch
from safetensors.torch import save_file
from timm.data import create_dataset, create_loader, create_transform
from timm.data.constants import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD

from protocol import serve, versions

runs = {}


def about(threads):
    return versions("torch", "torchvision", "timm", "PIL")


def setup(name, folder, size, crop_ratio, batch_size, workers, prefetcher):
    """Registers a way to read the folder: without workers picture by picture in one thread, else in batches.

    torch itself gives every worker process of a loader one thread; the main process gets one here as well, because a
    second one would only wait for the small tensors of single pictures.
    """
    torch.set_num_threads(1)
    dataset = create_dataset("", root=folder)
    if workers == 0:
        dataset.transform = create_transform(
            size, is_training=False, interpolation="bicubic", crop_pct=crop_ratio,
            mean=IMAGENET_DEFAULT_MEAN, std=IMAGENET_DEFAULT_STD)
        runs[name] = lambda: (dataset[i][0].unsqueeze(0) for i in range(len(dataset)))
    else:
        loader = create_loader(
            dataset, input_size=(3, size, size), batch_size=batch_size, is_training=False, interpolation="bicubic",
            mean=IMAGENET_DEFAULT_MEAN, std=IMAGENET_DEFAULT_STD, crop_pct=crop_ratio, num_workers=workers,
            persistent_workers=True, use_prefetcher=prefetcher, device=torch.device("cpu"))
        runs[name] = lambda: (images for images, _ in loader)
    return {"pictures": len(dataset)}


def run(name):
    start = time.perf_counter()
    pictures = sum(batch.shape[0] for batch in runs[name]())
    return {"seconds": [time.perf_counter() - start], "pictures": pictures}


def export(name, file):
    """Writes everything that a run gives, for comparison."""
    save_file({"input": torch.cat([batch.clone() for batch in runs[name]()]).contiguous()}, file)
    return {}


if __name__ == "__main__":
    serve({"about": about, "setup": setup, "run": run, "export": export})
