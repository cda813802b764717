"""Tensors as PNG files with ComfyUI's own text chunks."""

import io
import json

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

#: As ComfyUI's own node: larger files, but quick.
COMPRESS_LEVEL = 4


def metadata_is_disabled():
    """Whether ComfyUI was started with `--disable-metadata`."""
    try:
        from comfy.cli_args import args
    except Exception:  # noqa: BLE001 - outside of ComfyUI, or another version of it
        return False
    return bool(getattr(args, "disable_metadata", False))


def text_chunks(prompt, extra_pnginfo):
    """The chunks that ComfyUI writes: `prompt`, and one for each entry of `extra_pnginfo` (`workflow`)."""
    if metadata_is_disabled():
        return {}
    chunks = {}
    if prompt is not None:
        chunks["prompt"] = json.dumps(prompt)
    for key, value in (extra_pnginfo or {}).items():
        chunks[str(key)] = json.dumps(value)
    return chunks


def to_pixels(image):
    """`[H, W, C]` of floats from 0 to 1, torch or numpy, as 8-bit pixels."""
    if hasattr(image, "detach"):
        image = image.detach().cpu().float().numpy()
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), nan=0.0, posinf=1.0, neginf=0.0)
    if values.ndim == 2:
        values = values[:, :, None]
    if values.ndim != 3 or values.shape[2] not in (1, 3, 4):
        raise ValueError(f"An image has the shape [H, W, C], not {list(values.shape)}")
    return np.clip(255.0 * values, 0, 255).astype(np.uint8)


def encode_png(image, texts):
    """The bytes of a PNG file."""
    pixels = to_pixels(image)
    info = PngInfo()
    for key, text in texts.items():
        info.add_text(key, text)
    picture = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG", pnginfo=info, compress_level=COMPRESS_LEVEL)
    return buffer.getvalue()
