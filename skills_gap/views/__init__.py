"""Pages of the skills check, the result, the path and the learner's home."""
