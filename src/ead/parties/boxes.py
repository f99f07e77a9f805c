"""Post office boxes in address lines, as they are written around the world.

>>> find_box("Postfach 12 34 56", "DE"), find_box("Am Markt 1, Postfach 77", "DE"), find_box("Boxallee 12", "DE")
(('Postfach 12 34 56', ''), ('Postfach 77', 'Am Markt 1,'), None)
"""

from __future__ import annotations

import re
from functools import cache

from ead.patterns import lazy

__all__ = ["find_box"]

_ID = r"(?:[A-Z]{1,3}[ -]?)?[0-9][0-9A-Z]*(?:[-/][0-9A-Z]+)*(?: [0-9]{1,4}(?![0-9A-Z])){0,3}"
_BEFORE_ID = r"[ .:,#-]*(?:(?:n[o°º]|nr|num|nº|№)[ .:]*)?"

# Phrases that mean a box wherever they stand, when an identifier follows.
_PHRASES = (
    r"g?p\.? ?o\.? ?(?:box|b\.?(?![a-z]))|post ?(?:office)? ?box|postal box|p\.? ?b\.? ?no|post ?bag"
    r"|(?:private|locked) (?:mail )?bag|privaatsak",
    r"postfach|postf\.|postbus|posbus|post ?boks|postlåda|postilokero|pósthólf|boîte postale|boite postale"
    r"|b\.? ?p\.?(?= ?[0-9n])|case postale",
    r"casella postale|cas\. ?post\.?|apartado(?: de correos| postal| aéreo| aereo)?|apdo\.?(?: de correos| postal)?"
    r"|aptdo\.?|casilla(?: de correos?| postal)?",
    r"caixa postal|cx\.? postal|căsuța poștală|casuta postala|skrytka pocztowa|skr\. ?poczt\.?|skrytka|poštovní přihrádka"
    r"|postovni prihradka",
    r"poštový priečinok|postafiók|postafiok|poštni predal|postni predal|poštanski pretinac|postanski pretinac|poštanski fah"
    r"|postanski fah|postkast",
    r"pašto dėžutė|pasto dezute|abonenta kastīte|abonenta kastite|posta kutusu"
    r"|abonent(?:skiy|nyi|ny|nyy)? ?(?:yashchik|jaschik|box)|a/ya|а/я",
    r"абонентский ящик|абонентська скринька|пощенска кутия|поштански преградак|ταχυδρομική θυρίδα|kotak pos|peti surat"
    r"|hòm thư|hộp thư|hom thu|hop thu",
    r"צ\.?ד\.?|ת\.? ?ד\.?|ת\"ד|ص\.? ?ب\.?|صندوق بريد|ตู้ ?ป\.?ณ\.?|ตู้ไปรษณีย์",
)
# Short forms that mean something else in other countries.
_SHORT = {
    r"c\.? ?p\.?": ("CA", "CH", "IT", "RO", "MD", "BR", "MZ"),
    r"c\.? ?s\.?(?= ?[0-9]{4,5})": ("FR",),
    r"p\.? ?k\.?|п\.? ?к\.?": ("TR", "BG", "EE"),
    r"p\.? ?p\.?|п\.? ?п\.?": ("SI", "HR", "BA", "RS", "ME", "MK"),
    r"pf\.?": ("HU", "DE", "AT", "CH"),
    r"p\.? ?l\.?": ("FI",),
    r"p\.? ?b\.?|boks": ("NO", "DK", "FI"),
    r"a\.? ?d\.?": ("LT",),
    r"a/k|p\.? ?k\.?": ("LV",),
    r"a/s|а/с": ("UA",),
    r"τ\.? ?θ\.?|t\.? ?th\.?": ("GR", "CY"),
    r"t\.? ?d\.?": ("IL",),
    r"(?:rural route|r\.?r\.?|h\.?c\.?|psc|cmr) ?[0-9]+,? box": ("US",),
}
# Box 123, where the line has nothing else: the habit of Sweden, understood everywhere.
_BARE_BOX = lazy(r"(?i)box [0-9]{1,6}[a-z]?")
_WITHOUT_ID = lazy(r"(?i)postfach|case postale|casella postale")
# Written in one block, with the number on either side.
_BLOCKS = ("私書箱", "사서함", "信箱")


def find_box(line: str, country: str | None) -> tuple[str, str] | None:
    """The post office box in an address line as written, and the rest of the line; ``None`` when there is none.

    ``country`` is an ISO 3166-1 alpha-2 code: short forms such as CP mean a box in some countries and a postcode in others.
    """
    if any(block in line for block in _BLOCKS):
        return line.strip(), ""
    found = _matcher(country or "").search(line)
    if found is not None:
        return found[0].strip(" ,"), _rest(line, *found.span())
    if _BARE_BOX.fullmatch(line.strip()) or _WITHOUT_ID.fullmatch(line.strip()):
        return line.strip(), ""
    return None


def _rest(line: str, start: int, end: int) -> str:
    return f"{line[:start].rstrip()} {line[end:].lstrip(' ,;')}".strip()


@cache
def _matcher(country: str) -> re.Pattern[str]:
    """The pattern of boxes in the country."""
    short = tuple(form for form, countries in _SHORT.items() if country in countries)
    return re.compile(rf"(?i)(?<![\w/])(?:{'|'.join((*_PHRASES, *short))}){_BEFORE_ID}{_ID}(?![0-9A-Za-z])")
