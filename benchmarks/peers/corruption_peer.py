"""The Python package imagecorruptions: ImageNet-C's corruptions for pictures of any size, without ImageMagick."""

import importlib
import time

import numpy as np
from PIL import Image

from protocol import serve, versions

INSTALL = (
    "imagecorruptions cannot be imported ({}); install it where --python is: pip install imagecorruptions scikit-image scipy "
    "opencv-python-headless numba 'setuptools<81', or put a copy of its repository on PYTHONPATH")

pictures = []
package = {}


def about(threads):
    """Everything runs in one thread, as ours does; OpenCV would otherwise take all cores."""
    try:
        package["corrupt"] = importlib.import_module("imagecorruptions").corrupt
        importlib.import_module("cv2").setNumThreads(1)
    except ImportError as error:
        raise RuntimeError(INSTALL.format(error)) from error
    return versions("numpy", "scipy", "skimage", "cv2", "PIL")


def setup(files):
    pictures[:] = [np.asarray(Image.open(file).convert("RGB")) for file in files]
    return {"pictures": len(pictures)}


def run(corruptions, severities):
    """Every picture by every corruption at every severity."""
    corrupt = package["corrupt"]
    start = time.perf_counter()
    for name in corruptions:
        for severity in severities:
            for picture in pictures:
                corrupt(picture, severity=severity, corruption_name=name)
    return {"seconds": [time.perf_counter() - start]}


def export(corruption, severity, file):
    """Writes the bytes of all pictures made worse, one after the other, for comparison."""
    np.random.seed(0)
    made = [package["corrupt"](picture, severity=severity, corruption_name=corruption) for picture in pictures]
    np.stack(made).astype(np.uint8).tofile(file)
    return {}


if __name__ == "__main__":
    serve({"about": about, "setup": setup, "run": run, "export": export})
