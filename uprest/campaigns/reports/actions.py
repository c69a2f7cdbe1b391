"""The list of actions as a file."""

import csv
import io
from collections.abc import Sequence

from uprest.campaigns.selectors.actions import ActionLine, NoteLine
from uprest.core.spreadsheets import make_safe

COLUMNS = (
    "action", "why", "source", "owner", "state", "state_name", "due_on", "overdue", "created_on",
    "notes",
)  # fmt: skip


def write_actions_csv(actions: Sequence[ActionLine]) -> str:
    """Return actions as CSV; a text that a spreadsheet would take for a formula begins with '.

    Notes stand in one cell, a line each, the oldest first.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for action in actions:
        writer.writerow([make_safe(value) for value in _list_values(action)])
    return text.getvalue()


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
