"""Changes to practices."""
