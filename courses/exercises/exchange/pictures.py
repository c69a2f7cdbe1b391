"""Pictures that H5P, Wagtail and browsers show alike."""

import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

ENDINGS = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "GIF": "gif"}
"""By what Pillow calls a format. MPO is a JPEG that has a second picture after the first."""
MOST_PIXELS = 40_000_000
"""A picture takes four bytes a pixel while it is looked at."""
QUALITY = 90


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, JPEG or GIF, and the ending of its name."""

    data: bytes
    ending: str


def read_picture(data: bytes) -> Picture | None:
    """Return the picture in ``data``; one of another format as JPEG, or PNG where it lets through.

    Nothing where it is no picture, is damaged, or has more than ``MOST_PIXELS``.
    """
    try:
        with Image.open(BytesIO(data)) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.load()
            ending = ENDINGS.get(image.format or "")
            return Picture(data, ending) if ending else _convert(image)
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError):
        return None


def _convert(image: Image.Image) -> Picture:
    upright = ImageOps.exif_transpose(image)
    out = BytesIO()
    if upright.has_transparency_data:
        upright.convert("RGBA").save(out, "PNG")
        return Picture(out.getvalue(), "png")
    upright.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return Picture(out.getvalue(), "jpg")
