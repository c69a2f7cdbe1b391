"""What a player's page may do, as its Content Security Policy says it. Knows no framework."""

from collections.abc import Iterable


def build_policy(
    *,
    page: str,
    static: str,
    files: str,
    site: str,
    needs_eval: bool,
    media_hosts: Iterable[str] = (),
) -> str:
    """Return the policy of a player's page.

    ``page``, ``static`` and ``files`` are absolute addresses that end with a slash: the page has
    no origin, so that ``'self'`` would not say which is meant. Scripts may ask for the content's
    own files and for nothing else; ``media_hosts`` are other hosts for pictures, sound and video.
    """
    own = f"{static} {files}"
    media = " ".join([files, *(f"https://{host}" for host in media_hosts), "data: blob:"])
    directives = {
        "default-src": "'none'",
        "script-src": f"{own} 'unsafe-eval'" if needs_eval else own,
        "style-src": f"{own} 'unsafe-inline'",
        "img-src": f"{static} {media}",
        "font-src": f"{own} data:",
        "media-src": media,
        "connect-src": files,
        # jQuery gives documents that it takes apart the address of the page
        "base-uri": page,
        "form-action": "'none'",
        "frame-ancestors": site,
        # opened by itself, outside of a frame, it has no origin either
        "sandbox": "allow-scripts",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


FILE_POLICY = "sandbox allow-scripts"
"""Of every file: a drawing that is opened by itself runs its scripts without an origin."""
