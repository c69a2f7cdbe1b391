"""The kinds of messages. Each package registers its own when the site starts."""

from dataclasses import dataclass

from uprest.notifications.types import Group


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of message.

    ``template`` is a text: its first line the subject, an empty line, then the message. A
    ``service`` message answers what somebody has just done or belongs to something they are
    registered for: it is sent at once, whatever they chose about digests.
    """

    code: str
    group: Group
    template: str
    service: bool = False


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known. Registering one twice leaves one."""
    KINDS.update({kind.code: kind for kind in kinds})
