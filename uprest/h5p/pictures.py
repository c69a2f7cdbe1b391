"""Kind and size of a picture, from its first bytes."""

import struct

PNG, GIF, JPEG = b"\x89PNG\r\n\x1a\n", (b"GIF87a", b"GIF89a"), b"\xff\xd8"
# Start-of-frame markers carry the size; C4, C8 and CC are other tables.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
ALONE = {0x01, *range(0xD0, 0xD8)}


def measure_picture(data: bytes) -> tuple[str, int, int]:
    """Return MIME type, width and height of a PNG, GIF or JPEG.

    :raises ValueError: if it is another kind of file, or ends too early.
    """
    try:
        if data.startswith(PNG):
            width, height = struct.unpack_from(">LL", data, 16)
            return "image/png", width, height
        if data.startswith(GIF):
            width, height = struct.unpack_from("<HH", data, 6)
            return "image/gif", width, height
        if data.startswith(JPEG):
            return "image/jpeg", *_measure_jpeg(data)
    except (struct.error, IndexError) as error:
        raise ValueError("the picture ends too early") from error
    raise ValueError("neither PNG nor GIF nor JPEG")


def _measure_jpeg(data: bytes) -> tuple[int, int]:
    """Go from segment to segment to the one that has the size."""
    at = len(JPEG)
    while True:
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        at += 1
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 3)
            return width, height
        if marker not in ALONE:
            at += struct.unpack_from(">H", data, at)[0]
