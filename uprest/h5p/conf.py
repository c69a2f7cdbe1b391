"""Limits of this site and where its player is, from Django's settings."""

from django.conf import settings

from uprest.h5p.types import MEGABYTE, Limits

DEFAULT_UPLOAD_MEGABYTES = 100
READ_AT_ONCE = 5 * MEGABYTE
"""Bigger files are read in the background, so that nobody waits for an answer."""
DEFAULT_UNUSED_DAYS = 30


def get_limits() -> Limits:
    """Return the limits of packages on this site."""
    hosts = getattr(settings, "H5P_MEDIA_HOSTS", None)
    return Limits(media_hosts=tuple(hosts) if hosts else None)


def get_largest_upload() -> int:
    """Return how many bytes an uploaded file may have."""
    megabytes: int = getattr(settings, "H5P_UPLOAD_MEGABYTES", DEFAULT_UPLOAD_MEGABYTES)
    return megabytes * MEGABYTE


def get_unused_days() -> int:
    """Return after how many days content that nothing uses is deleted."""
    days: int = getattr(settings, "H5P_UNUSED_DAYS", DEFAULT_UNUSED_DAYS)
    return days


def get_player_origin() -> str:
    """Return the origin of the host that is the player's alone, or nothing where there is none."""
    origin: str = getattr(settings, "UPREST_PLAYER_ORIGIN", "")
    return origin.rstrip("/")
