"""Views of practices."""
