"""A city's register of businesses as a file: read, understood, checked. Knows no framework."""
