"""Constants of the vocabulary."""

HIGHEST_LEVEL = 5
LEVELS = range(HIGHEST_LEVEL + 1)
# The code of the framework that UPREST ships; others are imported beside it.
SHIPPED_FRAMEWORK = "uprest"
