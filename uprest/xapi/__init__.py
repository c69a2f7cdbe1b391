"""xAPI 1.0.3 statements: built, checked, kept, read and forwarded."""
