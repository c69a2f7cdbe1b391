"""The verbs that statements use, each with its name in every language of the site.

Ids are those of the ADL vocabulary (https://w3id.org/xapi/adl) and, where that has none, of the
registry of Tin Can API. A verb's id never changes; its name is for people only.
"""

from dataclasses import dataclass

ADL = "http://adlnet.gov/expapi/verbs/"
TIN_CAN = "http://id.tincanapi.com/verb/"


@dataclass(frozen=True, slots=True)
class Verb:
    """What somebody did: a short ``code`` for settings and code, an IRI, a name a language."""

    code: str
    id: str
    names: tuple[tuple[str, str], ...]

    @property
    def display(self) -> dict[str, str]:
        """The language map."""
        return dict(self.names)


def _verb(code: str, en: str, sv: str, it: str, hr: str, *, iri: str = "") -> Verb:
    names = (("en", en), ("sv", sv), ("it", it), ("hr", hr))
    return Verb(code, iri or f"{ADL}{code}", names)


_VERBS = (
    _verb("registered", "registered", "anmälde sig till", "si è iscritto a", "se prijavio na"),
    _verb("initialized", "started", "startade", "ha avviato", "je pokrenuo"),
    _verb("attempted", "tried", "försökte", "ha provato", "je pokušao"),
    _verb("interacted", "interacted with", "interagerade med", "ha interagito con", "je radio s"),
    _verb("progressed", "went on in", "kom vidare i", "è andato avanti in", "je napredovao u"),
    _verb("experienced", "read", "läste", "ha letto", "je pročitao"),
    _verb("answered", "answered", "svarade på", "ha risposto a", "je odgovorio na"),
    _verb("passed", "passed", "klarade", "ha superato", "je položio"),
    _verb("failed", "did not pass", "klarade inte", "non ha superato", "nije položio"),
    _verb("completed", "completed", "slutförde", "ha completato", "je završio"),
    _verb("mastered", "showed", "visade", "ha dimostrato", "je pokazao"),
    _verb("earned", "earned", "fick", "ha ottenuto", "je stekao", iri=f"{TIN_CAN}earned"),
    _verb("voided", "voided", "ogiltigförklarade", "ha annullato", "je poništio"),
)
VERBS = {verb.code: verb for verb in _VERBS}
CODES = {verb.id: verb.code for verb in VERBS.values()}
"""The code of each verb, by its IRI."""
