"""Makes the sample files of the media readers' tests with the tools that people use, or their like.

    pip install pillow==13.0.0 pillow-heif psd-tools fonttools brotli python-docx python-pptx openpyxl
    python scripts/media-samples/make.py

Writes into electron/media/testing/samples; what it wrote is committed.
"""
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

OUT = Path(__file__).parents[2] / "electron/media/testing/samples"

# Left to right: what the tests look for at an eighth, three eighths and so on.
BARS = ((200, 40, 30), (40, 160, 60), (30, 60, 200), (240, 240, 240))


def bars(width=320, height=160):
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for i, color in enumerate(BARS):
        draw.rectangle((i * width // 4, 0, (i + 1) * width // 4, height), fill=color)
    return image


def photoshop():
    from psd_tools import PSDImage
    from psd_tools.constants import Compression

    def save(name, image, compression=Compression.RLE, **kw):
        PSDImage.frompil(image, compression=compression, **kw).save(OUT / name)

    save("rgb.psd", bars())
    save("raw.psd", bars(64, 32), Compression.RAW)
    save("grey.psd", bars().convert("L"))
    # Photoshop stores ink the other way round, which psd-tools leaves to its callers.
    save("cmyk.psd", ImageChops.invert(bars().convert("CMYK")))


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    photoshop()
    for file in sorted(OUT.iterdir()):
        print(f"{file.stat().st_size:8} {file.name}")
