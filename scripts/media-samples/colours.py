"""What LittleCMS, which Photoshop's and browsers' conversions agree with, makes of colours that printers mean.

    python scripts/media-samples/colours.py CMYK.icc

The profile is the one that sharp brings along as `cmyk`. Prints the patches of the readers' tests: ink in 0–255, then
sRGB by the perceptual intent.
"""
import json
import sys

from PIL import Image, ImageCms

INKS = [
    (0, 0, 0, 0), (255, 0, 0, 0), (0, 255, 0, 0), (0, 0, 255, 0), (0, 0, 0, 255), (255, 255, 0, 0),
    (0, 255, 255, 0), (255, 0, 255, 0), (128, 64, 32, 0), (40, 90, 120, 20), (0, 0, 0, 128), (200, 180, 160, 100),
]
if __name__ == "__main__":
    for ink in INKS:
        picture = Image.new("CMYK", (1, 1), ink)
        color = ImageCms.profileToProfile(
            picture, sys.argv[1], ImageCms.createProfile("sRGB"), outputMode="RGB",
            renderingIntent=ImageCms.Intent.PERCEPTUAL)
        print(json.dumps([ink, color.getpixel((0, 0))]) + ",")
