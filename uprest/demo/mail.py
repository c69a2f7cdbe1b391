"""Mail of the demo: kept in a folder, and shown on screen instead of being sent."""

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

KEPT = 50


@dataclass(frozen=True, slots=True)
class ShownMail:
    """One mail as the demo shows it; ``sent_at`` is an ISO date with time."""

    sent_at: str
    to: list[str]
    subject: str
    text: str

    @property
    def sent(self) -> datetime:
        """When it was sent."""
        return datetime.fromisoformat(self.sent_at)


class ScreenBackend(BaseEmailBackend):
    """Keeps the last fifty mails, one file each, so that several processes can write at once."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails and return how many."""
        folder = _get_folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            mail = ShownMail(
                sent_at=datetime.now(UTC).isoformat(timespec="seconds"),
                to=[str(address) for address in message.to],
                subject=str(message.subject),
                text=str(message.body),
            )
            path = folder / f"{time.time_ns():020}-{uuid.uuid4().hex}.json"
            draft = path.with_suffix(".part")
            draft.write_text(json.dumps(asdict(mail), ensure_ascii=False), encoding="utf-8")
            draft.rename(path)
        for old in _list_files()[KEPT:]:
            old.unlink(missing_ok=True)
        return len(email_messages)


def list_mails() -> list[ShownMail]:
    """Return the mails that are kept, newest first."""
    texts = []
    for path in _list_files()[:KEPT]:
        try:
            texts.append(path.read_text(encoding="utf-8"))
        except FileNotFoundError:  # another process has just made room
            continue
    return [ShownMail(**json.loads(text)) for text in texts]


def _get_folder() -> Path:
    return Path(settings.UPREST_MAIL_FOLDER)


def _list_files() -> list[Path]:
    folder = _get_folder()
    return sorted(folder.glob("*.json"), reverse=True) if folder.is_dir() else []
