"""timm's training: its data set, loader, mixing, losses, optimizer and schedule, put together as its train.py does."""

import contextlib
import os
import time

import PIL.Image
import timm
import torch
from safetensors.torch import save_file
from timm.data import FastCollateMixup, Mixup, create_dataset, create_loader
from timm.data.constants import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
from timm.loss import LabelSmoothingCrossEntropy, SoftTargetCrossEntropy
from timm.models.metaformer import GroupNorm1NoBias, LayerNorm2dNoBias, MetaFormer, SepConv
from timm.optim import create_optimizer_v2
from timm.scheduler import create_scheduler_v2
from timm.utils import dispatch_clip_grad, random_seed

from protocol import serve, versions

SMALL = {
    "convformer": {"token_mixers": SepConv, "norm_layers": LayerNorm2dNoBias},
    "poolformerv2": {"norm_layers": GroupNorm1NoBias, "use_mlp_head": False},
}
LAYOUTS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
PHASES = ("loading", "preparing", "forward", "backward", "update")
CPU = torch.device("cpu")

known = {}
runs = {}


def about(threads):
    torch.set_num_threads(threads)
    return versions("torch", "torchvision", "timm", "PIL", "safetensors")


def build(network):
    """A published network by its name, or one of a family with depths and widths of its own."""
    if network["depths"]:
        return MetaFormer(depths=network["depths"], dims=network["dims"], num_classes=network["classes"],
                          **SMALL[network["family"]])
    return timm.create_model(network["family"], pretrained=False, num_classes=network["classes"])


def setup(network, seed, weights):
    """Draws weights of which every one matters, and writes them; timm's first layer scales would hide the blocks."""
    torch.manual_seed(seed)
    model = build(network)
    with torch.no_grad():
        for key, value in model.named_parameters():
            if "layer_scale" in key or "res_scale" in key:
                value.uniform_(0.3, 0.7)
            elif "norm" in key and key.endswith("weight"):
                value.uniform_(0.8, 1.2)
            elif value.dim() == 1 and key.endswith("bias"):
                value.uniform_(-0.1, 0.1)
    known["network"] = network
    known["state"] = {key: value.detach().clone().contiguous() for key, value in model.state_dict().items()}
    save_file(known["state"], weights)
    return {"parameters": sum(value.numel() for value in model.parameters())}


class Clock:
    """Seconds by what they were spent on."""

    def __init__(self):
        self.spent = dict.fromkeys(PHASES, 0.0)
        self.last = time.perf_counter()

    def mark(self, phase):
        now = time.perf_counter()
        self.spent[phase] += now - self.last
        self.last = now


class Unclipped(Clock):
    """Looks at the gradient between the backward pass and the clipping."""

    def __init__(self, model, norms):
        super().__init__()
        self.model = model
        self.norms = norms

    def mark(self, phase):
        if phase == "backward":
            gradients = [value.grad for value in self.model.parameters() if value.grad is not None]
            self.norms.append(torch.nn.utils.get_total_norm(gradients).item())
        super().mark(phase)


class Run:
    """A network that learns, and how."""

    def __init__(self, model, recipe, layout):
        self.recipe = recipe
        self.layout = LAYOUTS[layout]
        self.model = model.to(memory_format=self.layout).train()
        self.optimizer = create_optimizer_v2(
            self.model, opt="adamw", lr=recipe["rate"], weight_decay=recipe["weight_decay"])
        self.scheduler = None
        self.updates = 0
        self.mixup = None
        self.loss = LabelSmoothingCrossEntropy(recipe["smoothing"])

    def autocast(self):
        if self.recipe["precision"] == "bf16":
            return torch.autocast("cpu", dtype=torch.bfloat16)
        return contextlib.nullcontext()

    def load(self, folder, classes, prefetcher):
        """Opens the training pictures. With the prefetcher they are mixed where they are collated, as by train.py."""
        recipe = self.recipe
        collate = None
        if recipe["mixing"]:
            mixing = {"mixup_alpha": 0.8, "cutmix_alpha": 1.0, "prob": 1.0, "switch_prob": 0.5, "mode": "batch",
                      "label_smoothing": recipe["smoothing"], "num_classes": classes}
            self.loss = SoftTargetCrossEntropy()
            if prefetcher:
                collate = FastCollateMixup(**mixing)
            else:
                self.mixup = Mixup(**mixing)
        dataset = create_dataset("", root=folder)
        self.loader = create_loader(
            dataset, input_size=(3, recipe["size"], recipe["size"]), batch_size=recipe["batch_size"], is_training=True,
            scale=(recipe["min_scale"], 1.0), hflip=0.5, color_jitter=None, interpolation="bicubic",
            mean=IMAGENET_DEFAULT_MEAN, std=IMAGENET_DEFAULT_STD, num_workers=recipe["workers"], collate_fn=collate,
            use_prefetcher=prefetcher, device=CPU)
        return len(dataset)

    def schedule(self, epochs, warmup_epochs, lowest_rate):
        """A cosine over updates behind a warm-up, as train.py makes it with --sched-on-updates."""
        self.scheduler, _ = create_scheduler_v2(
            self.optimizer, sched="cosine", num_epochs=epochs, warmup_epochs=warmup_epochs, warmup_lr=lowest_rate,
            min_lr=lowest_rate, step_on_epochs=False, updates_per_epoch=len(self.loader))

    def step(self, images, targets, clock):
        """One update; returns the loss."""
        images = images.contiguous(memory_format=self.layout)
        clock.mark("preparing")
        with self.autocast():
            loss = self.loss(self.model(images), targets)
        value = loss.item()
        clock.mark("forward")
        loss.backward()
        clock.mark("backward")
        dispatch_clip_grad(self.model.parameters(), self.recipe["clip"], mode="norm")
        self.optimizer.step()
        self.updates += 1
        if self.scheduler is not None:
            self.scheduler.step_update(self.updates)
        self.optimizer.zero_grad()
        clock.mark("update")
        return value

    def epoch(self):
        self.model.train()
        clock = Clock()
        pictures = 0
        for images, targets in self.loader:
            clock.mark("loading")
            if self.mixup is not None:
                images, targets = self.mixup(images, targets)
            self.step(images, targets, clock)
            pictures += images.shape[0]
        return clock.spent, pictures


def of_known_weights(recipe, layout):
    model = build(known["network"])
    model.load_state_dict(known["state"])
    return Run(model, recipe, layout)


def batch(folder, recipe, file):
    """Pixels of the first pictures, and classes for them, which both sides are given as they are."""
    found = sorted(os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)
    count, size = recipe["batch_size"], recipe["size"]
    pictures = [PIL.Image.open(path).convert("RGB").resize((size, size), PIL.Image.BICUBIC) for path in found[:count]]
    bytes_of = [torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8) for picture in pictures]
    pixels = torch.stack(bytes_of).reshape(count, size, size, 3)
    labels = torch.arange(count) % known["network"]["classes"]
    save_file({"pixels": pixels, "labels": labels}, file)
    known["batch"] = pixels, labels
    return {"pictures": count}


def learn(recipe, layout, updates):
    """Loss and norm of the gradient before clipping of some updates, all of them from the same known batch."""
    run = of_known_weights(recipe, layout)
    pixels, labels = known["batch"]
    mean = torch.tensor(IMAGENET_DEFAULT_MEAN).view(1, 3, 1, 1)
    std = torch.tensor(IMAGENET_DEFAULT_STD).view(1, 3, 1, 1)
    images = (pixels.permute(0, 3, 1, 2).float() / 255 - mean) / std
    losses, norms = [], []
    for _ in range(updates):
        losses.append(run.step(images, labels, Unclipped(run.model, norms)))
    return {"losses": losses, "norms": norms}


def prepare(name, recipe, layout, prefetcher, folder):
    """Registers a way to train: a memory layout, with the prefetcher or without it."""
    run = of_known_weights(recipe, layout)
    pictures = run.load(folder, known["network"]["classes"], prefetcher)
    runs[name] = run
    return {"pictures": pictures}


def run(name):
    start = time.perf_counter()
    spent, pictures = runs[name].epoch()
    return {"seconds": [time.perf_counter() - start], "pictures": pictures, "phases": spent}


def forget():
    """Ends the workers of all loaders."""
    runs.clear()
    return {}


def accuracy(network, recipe, folder, validation, seed, epochs, warmup_epochs, lowest_rate):
    """Trains from fresh weights and counts how often the network is right on the validation pictures."""
    random_seed(seed)
    learner = Run(build(network), recipe, "channels_last")
    found = learner.load(folder, network["classes"], False)
    learner.schedule(epochs, warmup_epochs, lowest_rate)
    for _ in range(epochs):
        learner.epoch()
    loader = create_loader(
        create_dataset("", root=validation), input_size=(3, recipe["size"], recipe["size"]), batch_size=64,
        is_training=False, interpolation="bicubic", mean=IMAGENET_DEFAULT_MEAN, std=IMAGENET_DEFAULT_STD, crop_pct=1.0,
        num_workers=recipe["workers"], persistent_workers=False, use_prefetcher=False, device=CPU)
    right = total = 0
    learner.model.eval()
    with torch.inference_mode():
        for images, targets in loader:
            logits = learner.model(images.contiguous(memory_format=learner.layout))
            right += (logits.argmax(dim=1) == targets).sum().item()
            total += targets.numel()
    return {"top1": 100 * right / total, "training": found, "validation": total}


if __name__ == "__main__":
    serve({"about": about, "setup": setup, "batch": batch, "learn": learn, "prepare": prepare, "run": run,
           "forget": forget, "accuracy": accuracy})
