"""Reads of campaigns, needs and actions."""
