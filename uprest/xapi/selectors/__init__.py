"""Reads of statements and keys."""
