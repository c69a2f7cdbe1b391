"""Exercises as H5P content and back: one module a kind or a family of kinds, without a framework.

A converter turns the stored value of a block into the params of an H5P library, and such params
into a value. What cannot be carried over is a ``Loss`` that is told, never dropped silently.
"""
