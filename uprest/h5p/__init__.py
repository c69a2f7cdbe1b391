"""H5P packages: read, check, store, play, build. Knows nothing of the rest of the project."""
