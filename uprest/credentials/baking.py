"""A badge inside its own picture, as Open Badges 3.0 asks for: one file to pass on."""

import json
from importlib import import_module

from uprest.credentials.badges import Document

BAKING = "openbadgeslib.baking"
"""Loaded with the first picture, see ``badges.SIGNING``."""


def bake(picture: str, badge: Document) -> bytes:
    """Return the SVG ``picture`` with the signed ``badge`` in it."""
    baking = import_module(BAKING)
    baked: bytes = baking.bake_svg(
        picture.encode(),
        json.dumps(badge, sort_keys=True),
        element=baking.SVG_ELEMENT_OB3,
        namespace=baking.SVG_NS_OB3,
        as_text=True,
    )
    return baked
