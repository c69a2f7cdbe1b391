"""What the headings and words of a register mean: guesses that a person looks at.

Headings and words in English, Swedish, Italian and Croatian; the codes of the European
classification of activities (NACE, in Sweden SNI, in Italy ATECO, in Croatia NKD) by their first
digits; numbers of employees and ranges of them by the classes of the European Union, where 50 and
more are one class here.
"""

import re
import unicodedata
from collections.abc import Sequence
from math import ceil
from unicodedata import combining

from uprest.ecosystem.register_files.types import SECTORS, SIZES

HEADINGS = {
    "number": (
        "number", "no", "id", "register number", "registration number", "company number",
        "organisation number", "vat", "vat number", "nummer", "nr", "org nr", "orgnr",
        "organisationsnummer", "foretagsnummer", "registernummer", "arbetsstallenummer", "cfar",
        "cfarnr", "numero", "codice", "partita iva", "p iva", "piva", "codice fiscale", "cf",
        "rea", "numero rea", "numero registro", "cin", "broj", "oib", "maticni broj", "mbs", "mb",
        "registarski broj", "sifra",
    ),
    "name": (
        "name", "business", "business name", "company", "company name", "trade name",
        "organisation", "namn", "foretag", "foretagsnamn", "firma", "benamning", "bolag",
        "foretagets namn", "nome", "azienda", "impresa", "denominazione", "ragione sociale",
        "insegna", "struttura", "nome struttura", "naziv", "ime", "tvrtka", "naziv tvrtke",
        "poduzece", "naziv objekta",
    ),
    "sector": (
        "sector", "industry", "activity", "category", "type", "kind", "nace", "nace code", "sni",
        "sni kod", "snikod", "ateco", "codice ateco", "nkd", "bransch", "branschkod", "naringsgren",
        "verksamhet", "kategori", "typ", "sektor", "settore", "attivita", "tipologia", "categoria",
        "tipo", "djelatnost", "vrsta", "kategorija", "nkd sifra", "sifra djelatnosti",
    ),
    "size": (
        "size", "size class", "employees", "number of employees", "staff", "people", "storlek",
        "storleksklass", "anstallda", "antal anstallda", "personal", "sysselsatta", "dimensione",
        "classe dimensionale", "addetti", "dipendenti", "numero addetti", "numero dipendenti",
        "n addetti", "n dipendenti", "velicina", "zaposleni", "zaposlenih", "broj zaposlenih",
        "broj zaposlenika",
    ),
}  # fmt: skip

# The longest code that fits decides.
ACTIVITIES = {
    "47": "retail", "49": "transport", "50": "transport", "51": "transport", "52": "transport",
    "55": "accommodation", "56": "food", "771": "transport", "772": "activities",
    "79": "destination", "823": "destination", "90": "activities", "91": "attraction",
    "93": "activities", "9321": "attraction",
}  # fmt: skip

# Beginnings of words, the longest that fits decides.
STEMS = {
    "accommodation": (
        "accommodat", "hotel", "hotell", "hostel", "motel", "bed and breakfast", "bed breakfast",
        "b b", "lodging",
        "guest house", "guesthouse", "camping", "campsite", "cottage", "holiday home", "boende",
        "logi", "vandrarhem", "stug", "pensionat", "inkvarter", "alberg", "alloggi", "ricettiv",
        "ostell", "campeggi", "pension", "affittacamere", "casa vacanz", "case vacanz",
        "agriturism", "residence", "smjestaj", "kamp", "apartman", "prenocist", "najam soba",
        "privatni smjestaj",
    ),
    "food": (
        "food", "restaurant", "restaurang", "restauran", "cafe", "caffe", "kafe", "kafic", "bar",
        "pub", "bistro", "pizzer", "pizzeri", "catering", "eating", "mat", "krog", "bageri",
        "ristor", "trattori", "osteri", "gelater", "pasticcer", "ugostitelj", "restoran",
        "konob", "slasticar", "prehran",
    ),
    "activities": (
        "activit", "guid", "tour guide", "sport", "adventure", "outdoor", "rental of sport",
        "aktivitet", "aventyr", "guidning", "upplevelse", "paddl", "kanot", "ridning", "golf",
        "attivita", "guida turistic", "escursion", "noleggio bici", "balnear", "stabilimenti",
        "aktivnost", "vodic", "izlet", "ronjenj", "rekreacij", "entertain", "spa", "terme",
    ),
    "attraction": (
        "attraction", "museum", "museer", "museet", "galler", "heritage", "theme park", "zoo",
        "aquarium", "sevardhet", "besoksmal", "slott", "attrazion", "muse", "parco", "parchi",
        "muzej", "galerij", "znamenit", "atrakcij", "nacionalni park",
    ),
    "transport": (
        "transport", "taxi", "bus", "ferry", "boat", "charter", "car rental", "buss", "farja",
        "farj", "bat", "tag", "biluthyrning", "trasport", "autonoleggi", "traghett", "autobus",
        "prijevoz", "prevoz", "brod", "trajekt", "rent a car",
    ),
    "retail": (
        "retail", "shop", "store", "souvenir", "butik", "handel", "affar", "gardsbutik",
        "negozi", "commerci", "bottega", "vendita", "trgovin", "suvenir", "ducan",
    ),
    "destination": (
        "destination", "tourist office", "tourist information", "travel agen", "tour operator",
        "event", "congress", "conference", "turistbyra", "turist byra", "turistinformation",
        "resebyra",
        "destinationsbolag", "arrangor", "konferens", "destinazion", "agenzia di viaggi",
        "agenzie di viaggi", "informazioni turistic", "proloco", "pro loco", "congress",
        "destinacij", "putnicka agencij", "turisticka zajednica", "turisticka agencij",
    ),
}  # fmt: skip

SIZE_WORDS = {
    "micro": "1-9", "mikro": "1-9", "mikroforetag": "1-9", "microimpresa": "1-9",
    "mikropoduzece": "1-9", "none": "1-9", "inga": "1-9", "nessuno": "1-9",
    "small": "10-49", "liten": "10-49", "litet": "10-49", "sma": "10-49", "smaforetag": "10-49",
    "piccola": "10-49", "piccolo": "10-49", "malo": "10-49", "mala": "10-49", "mali": "10-49",
    "medium": "50+", "large": "50+", "big": "50+", "medel": "50+", "medelstort": "50+",
    "mellan": "50+", "stort": "50+", "stor": "50+", "media": "50+", "medio": "50+",
    "grande": "50+", "srednje": "50+", "srednja": "50+", "veliko": "50+", "velika": "50+",
}  # fmt: skip

CODE = re.compile(r"^[a-z]?\s*(\d{2}(?:[ .]?\d+)*)\b")
THOUSANDS = re.compile(r"(?<=\d)[\s.](?=\d{3}\b)")
MORE = re.compile(r"^(?:over|fler an|mer an|minst|oltre|piu di|almeno|preko|vise od|more than)\b")
MICRO_BELOW, LARGE_FROM = 10, 50


def fold(text: str) -> str:
    """Return a text as it is compared: no capitals, accents or marks, one space between words."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d").replace("ø", "o"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not combining(c))))


def guess_columns(headings: Sequence[str]) -> dict[str, int]:
    """Return the column of each of number, name, sector and size that a heading tells of.

    The heading that says it in most letters wins: "numero dipendenti" is a size, though "numero"
    alone is a number. No column is two things.
    """
    scores = sorted(
        (
            (_score(fold(heading), known), -column, wanted)
            for column, heading in enumerate(headings)
            for wanted, known in HEADINGS.items()
        ),
        reverse=True,
    )
    found: dict[str, int] = {}
    for score, column, wanted in scores:
        if score and wanted not in found and -column not in found.values():
            found[wanted] = -column
    return found


def _score(heading: str, known: Sequence[str]) -> int:
    padded = f" {heading} "
    lengths = [len(one) for one in known if f" {one} " in padded]
    # a heading that is nothing but the word comes before one that has it among others
    return max(lengths, default=0) * 2 + (heading in known)


def guess_sector(value: str) -> str:
    """Return our code for a word or a code of an activity, or nothing where it tells too little."""
    text = fold(value)
    if value.strip().casefold() in SECTORS:
        return value.strip().casefold()
    code = CODE.match(text)
    if code:
        digits = re.sub(r"\D", "", code[1])
        fits = [one for one in ACTIVITIES if digits.startswith(one)]
        return ACTIVITIES[max(fits, key=len)] if fits else ""
    found = [
        (len(stem), sector)
        for sector, stems in STEMS.items()
        for stem in stems
        if _begins_a_word(stem, text)
    ]
    return max(found)[1] if found else ""


def _begins_a_word(stem: str, text: str) -> bool:
    # short stems are whole words: "bar" is no barn, and "mat" no matematik
    shortest = 4
    return f" {stem} " in f" {text} " or (len(stem) >= shortest and f" {stem}" in f" {text}")


def guess_size(value: str) -> str:
    """Return the class of a number of people, a range of numbers or a word; nothing if unsure.

    A range that lies in two classes is no answer.
    """
    text = value.strip().casefold()
    if text in SIZES:
        return text
    numbers = [
        float(one.replace(",", "."))
        for one in re.findall(r"\d+(?:[.,]\d+)?", THOUSANDS.sub("", text))
    ]
    if not numbers:
        words = fold(value).split()
        return next((SIZE_WORDS[word] for word in words if word in SIZE_WORDS), "")
    if len(numbers) == 1 and (text.startswith(">") or MORE.match(fold(value))):
        numbers = [numbers[0] + 1]
    if len(numbers) == 1 and "<" in text:
        numbers = [numbers[0] - 1]
    classes = {_classify(number) for number in numbers[:2]}
    open_end = len(numbers) == 1 and ("+" in text or "<" in text)
    if open_end and classes != ({"50+"} if "+" in text else {"1-9"}):
        # "10+" may be anything from 10 up, "<50" anything below
        return ""
    return classes.pop() if len(classes) == 1 else ""


def _classify(number: float) -> str:
    people = ceil(number)
    if people < MICRO_BELOW:
        return "1-9"
    return "10-49" if people < LARGE_FROM else "50+"
