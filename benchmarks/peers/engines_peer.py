"""timm's networks as fast as Python has them on processors: eager, compiled by inductor, and exported to ONNX Runtime.

Whichever timm is found: the one that is installed, or that of a checkout of GeoFormer on PYTHONPATH.
"""

import os
import tempfile
import threading
import time

import onnxruntime
import onnxruntime.quantization
import timm
import torch
from safetensors.torch import load_file, save_file

import forward_peer
from protocol import serve, versions

FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
state = {}
runners = {}


def about(threads):
    torch.set_num_threads(threads)
    state["threads"] = threads
    return versions("torch", "timm", "onnxruntime")


def setup(model, seed, pictures, weights, inputs):
    """Files of the weights, of pictures, and of the logits that eager timm gives to them."""
    plain = forward_peer.network(model, seed)
    save_file({key: value.contiguous() for key, value in plain.state_dict().items()}, weights)
    images = torch.randn(pictures, 3, 224, 224, generator=torch.Generator().manual_seed(seed))
    with torch.inference_mode():
        logits = plain(images).contiguous()
    save_file({"input": images, "logits": logits}, inputs)
    state.update(model=model, weights=weights, pictures=images, logits=logits)
    runners.clear()
    return {}


def network(**options):
    model = timm.create_model(state["model"], pretrained=False, **options).eval()
    model.load_state_dict(load_file(state["weights"]))
    return model.requires_grad_(False)


def eager(layout, batch):
    model = network().to(memory_format=FORMATS[layout])
    pictures = batch.contiguous(memory_format=FORMATS[layout])

    def call():
        with torch.inference_mode():
            return model(pictures)

    return call


def inductor(layout, batch):
    from torch._inductor import config, cpp_builder

    try:
        cpp_builder.get_cpp_compiler()
    except Exception as error:
        raise LookupError(f"inductor has no C++ compiler here ({type(error).__name__})") from error
    config.freezing = True
    torch._dynamo.reset()
    model = network().to(memory_format=FORMATS[layout])
    compiled = torch.compile(model, dynamic=False)
    pictures = batch.contiguous(memory_format=FORMATS[layout])

    def call():
        with torch.no_grad():  # freezing is left out in inference mode
            return compiled(pictures)

    return call


def exported(batch):
    file = os.path.join(tempfile.mkdtemp(dir=os.path.dirname(state["weights"])), "model.onnx")
    torch.onnx.export(
        network(exportable=True),
        (batch,),
        file,
        opset_version=17,
        input_names=["input"],
        output_names=["logits"],
        dynamo=False,
    )
    return file


def session(file, batch):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = state["threads"]
    running = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    pictures = batch.numpy()

    def call():
        return torch.from_numpy(running.run(None, {"input": pictures})[0])

    return call


def onnx(layout, batch):
    return session(exported(batch), batch)


class Pictures(onnxruntime.quantization.CalibrationDataReader):
    """The pictures of the comparison, a batch at a time, as our own calibration sees them."""

    def __init__(self, size):
        self.batches = iter(state["pictures"].split(size))

    def get_next(self):
        batch = next(self.batches, None)
        return None if batch is None else {"input": batch.numpy()}


def onnx_int8(layout, batch):
    """ONNX Runtime's own quantizer as its documentation advises: prepared graph, QDQ, weights by channel, static ranges."""
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    plain = exported(batch)
    prepared, narrow = plain + ".prepared", plain + ".int8"
    quant_pre_process(plain, prepared)
    quantize_static(
        prepared,
        narrow,
        Pictures(len(batch)),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    return session(narrow, batch)


KINDS = {"eager": eager, "inductor": inductor, "onnx": onnx, "onnx_int8": onnx_int8}


def prepare(kind, layout, batch_size):
    """Makes a network and calls it: how long both took, and how far its logits are from eager ones; or why it is left out."""
    start = time.perf_counter()
    try:
        call = KINDS[kind](layout, state["pictures"][:batch_size])
    except LookupError as error:
        return {"skipped": str(error)}
    made = time.perf_counter()
    logits = call()
    first = time.perf_counter()
    expected = state["logits"][:batch_size]
    runners[kind, layout, batch_size] = call
    return {
        "difference": float((logits - expected).abs().max() / expected.abs().max()),
        "load": made - start,
        "first": first - made,
    }


def run(kind, layout, batch_size, count):
    call = runners[kind, layout, batch_size]
    seconds = []
    for _ in range(count):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds}


def concurrent(kind, layout, batch_size, callers, count):
    """Seconds by pictures of several threads that call at once."""
    call = runners[kind, layout, batch_size]
    threads = [threading.Thread(target=lambda: [call() for _ in range(count)]) for _ in range(callers)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"seconds": [(time.perf_counter() - start) / (callers * count * batch_size)]}


if __name__ == "__main__":
    serve({"about": about, "setup": setup, "prepare": prepare, "run": run, "concurrent": concurrent})
