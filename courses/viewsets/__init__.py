"""What the learning record adds to the screens of Wagtail."""
