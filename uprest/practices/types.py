"""Values of practices and the errors of its services."""

# Kinds of messages to the officers of a city.
ADAPTATION_BEGUN = "practices.adaptation"
ROUND_BEGUN = "practices.round"


class RefusedError(Exception):
    """What somebody asked for cannot be done; the text says why, in their language."""


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the same thing since the form was opened. ``by`` is their name."""

    def __init__(self, *, by: str) -> None:
        super().__init__(by)
        self.by = by
