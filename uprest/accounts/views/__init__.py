"""The account page, keeping a visit, and going on on another phone."""
