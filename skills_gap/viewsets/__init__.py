"""The skills check in Wagtail: versions, questions, knowledge items."""
