"""Changing events."""
