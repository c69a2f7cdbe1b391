"""Reads of checks, profiles, paths and readiness."""
