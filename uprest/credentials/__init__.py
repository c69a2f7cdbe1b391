"""Open Badges 3.0: the issuer's key, signed badges, and the list of those withdrawn. No Django."""
