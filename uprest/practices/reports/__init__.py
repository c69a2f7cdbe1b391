"""Reports of practices."""
