"""Plumbing that knows nothing of tourism or learning."""
