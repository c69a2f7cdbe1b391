"""A certificate is one page, whatever stands on it, and reaches for nothing else."""

import re
import zlib
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

import pytest
from django.utils.translation import override
from PIL import Image

from courses.reports.certificates import get_certificate_pdf
from courses.selectors.certificates import CertificateView, CertifiedSkill, Standing
from tests.courses.unpacking import needs_pango, unpack
from uprest.core.pdf import ForeignFileError, OwnFile, make_pdf

pytestmark = needs_pango
DAY = datetime(2026, 11, 29, tzinfo=UTC)
BEHAVIOUR = "Frågar om allergier vid varje beställning, vet vad som passar och ber köket om besked."
LONG_NAME = "Maria Francesca Alessandra Della Rovere-Montecuccoli von Hohenlohe Degli Albizzi"
LONG_TITLE = "Sju ord om gästfrihet, " * 11


def skill(name="Matallergier och specialkost"):
    return CertifiedSkill(
        code="a", name=name, icon="utensils", level=3, behaviour=BEHAVIOUR, kind="Prövad",
        story="Visad i övningar som rättades på servern.", shown_at=DAY,
        steps=tuple((step, step <= 3) for step in range(1, 6)),
    )  # fmt: skip


def view(**changes):
    values = {
        "id": UUID(int=1), "number": "7K3M-9QXD", "standing": Standing.VALID,
        "title": "Allergier: fråga köket först", "language": "sv", "holder": "Åsa Öberg-Šimić",
        "named_at": DAY, "skills": (skill(), skill()), "completed_at": DAY, "issued_at": DAY,
        "expires_at": DAY, "cycle": 1, "content_version": "3f9a8b7c6d5e", "rule_version": 3,
        "revoked_at": None, "reason": "", "erased_at": None, "owner_id": 1, "url": "/",
        "page_url": f"https://uprest.example/sv/certificates/{UUID(int=1)}/", "badge_url": "",
        "list_url": "", "list_number": 1, "place": 5, "issuer_name": "UPREST", "issuer_url": "",
        "issuer_did": "",
    }  # fmt: skip
    return CertificateView(**(values | changes))


CASES = {
    "usual": {},
    "nameless": {"holder": "", "skills": ()},
    "longest": {"holder": LONG_NAME, "title": LONG_TITLE, "skills": (skill(),) * 6},
    "unbroken": {"holder": "W" * 80, "title": "Omdömeshantering" * 6, "skills": (skill(),) * 6},
    "three": {"skills": (skill(),) * 3},
    "revoked": {"standing": Standing.REVOKED, "revoked_at": DAY, "reason": "Utfärdat av misstag"},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["sv", "it"])
def test_it_is_one_page_whatever_stands_on_it(case, language):
    with override(language):
        content = unpack(get_certificate_pdf(view(**CASES[case])))
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1


def test_the_title_names_what_it_is_and_whose():
    content = unpack(get_certificate_pdf(view()))
    title = "Certificate: Allergier: fråga köket först – Åsa Öberg-Šimić"
    assert title.encode() in content or title.encode("utf-16-be").hex().encode() in content.lower()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/x.png",
        "http://127.0.0.1:5432/",
        "file:///etc/hostname",
        "/etc/hostname",
        "own:../pdf.py",
        "data:image/png;base64,AAAA",
    ],
)
def test_a_page_reaches_its_own_files_and_nothing_else(address):
    with pytest.raises(ForeignFileError):
        make_pdf(html=f'<img src="{address}" alt="x">', css="", pictures={})


def test_letters_of_all_four_languages_are_in_our_typefaces():
    picture = OwnFile(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")
    css = 'p { font-family: "Figtree", "Figtree ext" }'
    content = make_pdf(html="<p>Åäö éè àìòù čćđšž – “”</p>", css=css, pictures={"a.svg": picture})
    fonts = set(re.findall(rb"/BaseFont /[A-Z]+\+([\w-]+)", unpack(content)))
    assert fonts, zlib.crc32(content)
    assert all(name.startswith(b"Figtree") for name in fonts), fonts


def test_what_draws_leaves_damaged_pictures_damaged():
    out = BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    with pytest.raises(OSError, match="truncated"):
        Image.open(BytesIO(out.getvalue()[:-30])).load()
