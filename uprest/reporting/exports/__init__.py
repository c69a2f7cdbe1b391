"""What leaves the site as data: one description of a release, and the formats it is written in.

Nothing here knows Django. Every format is written from ``observations``, so that the same number
stands in all of them.
"""
