"""Which files a package may hold, by their extension and their first bytes."""

CONTENT_EXTENSIONS = frozenset([
    "json", "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "eot", "ttf", "woff", "woff2", "otf",
    "webm", "mp4", "ogg", "mp3", "m4a", "wav", "txt", "pdf", "rtf", "doc", "docx", "xls", "xlsx",
    "ppt", "pptx", "odt", "ods", "odp", "csv", "diff", "patch", "swf", "md", "textile", "vtt",
    "webvtt", "gltf", "glb",
])  # fmt: skip
LIBRARY_EXTENSIONS = CONTENT_EXTENSIONS | {"js", "css", "svg", "xml"}

CONTENT_TYPES = {
    "bmp": "image/bmp",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "eot": "application/vnd.ms-fontobject",
    "gif": "image/gif",
    "glb": "model/gltf-binary",
    "gltf": "model/gltf+json",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "ttf": "font/ttf",
    "vtt": "text/vtt; charset=utf-8",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webvtt": "text/vtt; charset=utf-8",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xml": "text/xml; charset=utf-8",
}
"""What a browser is told a file is; whatever is not here is a download."""
DOWNLOAD = "application/octet-stream"

PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff"})
VIDEOS = frozenset({"mp4", "m4a", "webm", "ogg"})
PICTURE_STARTS = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*",
)  # fmt: skip
VIDEO_STARTS = (b"\x1a\x45\xdf\xa3", b"OggS")
# The first box of an MP4 file has its length in front of it.
MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
HEAD_LENGTH = 12


def has_right_start(extension: str, head: bytes) -> bool:
    """Return whether the first bytes of a file are a picture's or a video's, where it says so.

    A JPEG that is called ``.png`` is a picture all the same, and browsers show it.
    """
    if extension in PICTURES:
        return head.startswith(PICTURE_STARTS)
    if extension in VIDEOS:
        return head.startswith(VIDEO_STARTS) or head[4:8] in MP4_BOXES
    return True
