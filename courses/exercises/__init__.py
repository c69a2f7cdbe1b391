"""The kinds of exercises: what is asked, what is right, and what an answer is worth.

One module a kind. No framework, no database: blocks and pages are read elsewhere.
"""
