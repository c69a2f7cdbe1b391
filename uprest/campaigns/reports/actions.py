"""The list of actions as a file."""

from collections.abc import Iterable, Iterator, Sequence

from uprest.campaigns.selectors.actions import ActionLine, NoteLine

COLUMNS = (
    "action", "why", "source", "owner", "state", "state_name", "due_on", "overdue", "created_on",
    "notes",
)  # fmt: skip


def list_action_rows(actions: Iterable[ActionLine]) -> Iterator[Sequence[str]]:
    """Yield the rows of a file of actions, its header first.

    Notes stand in one cell, a line each, the oldest first.
    """
    yield COLUMNS
    yield from map(_list_values, actions)


def _list_values(action: ActionLine) -> list[str]:
    return [
        action.title,
        action.finding,
        action.source.label if action.source else "",
        action.owner,
        action.state,
        action.state_label,
        action.due_on.isoformat() if action.due_on else "",
        action.overdue,
        action.created_at.date().isoformat(),
        "\n".join(_write_note(note) for note in action.notes),
    ]


def _write_note(note: NoteLine) -> str:
    parts = (note.written_at.date().isoformat(), note.by, note.state_label, note.text)
    return " ".join(part for part in parts if part)
