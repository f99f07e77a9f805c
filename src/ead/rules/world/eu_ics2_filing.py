"""Rules: European Union, ICS2. What filing F43 asks of an item as a whole: elements, numbering, lengths, characters, duplicates."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from ead.codelists import countries
from ead.fields.layout import ITEM_LAYOUT
from ead.native import part
from ead.patterns import lazy
from ead.rules.api import ERROR, WARNING, Answer, Confidence, Scope, rule
from ead.rules.core_characters import has_hidden_characters
from ead.rules.message import FirstSeen
from ead.rules.regions import GROUPS
from ead.rules.world.declaration import PARTY_READS, party_gaps

__all__: list[str] = []

_RELEASE_1 = date(2021, 3, 15)
_SPECIFICATION = "ICS2 harmonised trader interface, rules and conditions"
_MOST_PIECES = 99


@rule(
    "ICS2-MIN-001",
    on=Scope.ITEM,
    reads=["is_goods", "piece_count", *PARTY_READS],
    at="contents",
    severity=ERROR,
    text="filing F43 has no {element}, which is mandatory",
    source="ICS2 harmonised trader interface, message IE3F43, mandatory elements",
    since=_RELEASE_1,
    fix="add the {element}",
    supersedes=frozenset({"UPU-CNT-001", "UPU-PTY-001", "UPU-PTY-003", "EUI-H7-001", "PLACI-001"}),
    details={"validation_code": "13"},
    public=frozenset({"element"}),
    each_field=True,
)
def mandatory_elements_are_given(
    goods: bool,
    pieces: int,
    sender_name: str | None,
    sender_first: str | None,
    sender_last: str | None,
    sender_company: str | None,
    sender_line1: str | None,
    sender_line2: str | None,
    sender_city: str | None,
    sender_country: str | None,
    name: str | None,
    first: str | None,
    last: str | None,
    company: str | None,
    line1: str | None,
    line2: str | None,
    city: str | None,
    country: str | None,
) -> Answer:
    """A party, its name, city or country is missing, or the goods are.

    Why: an element that the filing must have cannot be left out: the filing is refused.
    Fix: add what is missing.
    Good: addressee.city = "Gent"
    Bad: addressee.city = none
    Notes: street, postcode, description and HS code have rules of their own.
    """
    return (
        _gaps(
            goods,
            pieces,
            (sender_name, sender_first, sender_last, sender_company, sender_line1, sender_line2, sender_city, sender_country),
            (name, first, last, company, line1, line2, city, country),
        )
        if not (sender_name and sender_city and sender_country and name and city and country) or (goods and not pieces)
        else None
    )


def _gaps(goods: bool, pieces: int, sender: Sequence[str | None], addressee: Sequence[str | None]) -> Answer:
    hits = [hit for hit in party_gaps((*sender, *addressee)) if not str(hit["at"]).endswith("address_line1")]
    if goods and not pieces:
        hits.append({"at": "contents", "element": "goods"})
    return hits or None


@rule(
    "ICS2-NUM-001",
    on=Scope.ITEM,
    reads=["contents.index?"],
    at="contents.1.index",
    severity=WARNING,
    text="piece number {number} breaks the numbering, expected 1 to {count} without gaps",
    source=f"{_SPECIFICATION}: R3017",
    since=_RELEASE_1,
    fix="number the content pieces from 1 without gaps, or leave the numbers out",
    details={"ics2_rule": "R3017", "validation_code": "12"},
)
def pieces_are_numbered_without_gaps(indexes: Sequence[int | None]) -> Answer:
    """The numbers of the content pieces are not 1, 2, 3 and so on.

    Why: goods items that are not numbered so are refused when the numbers are filed as they are.
    Fix: number the content pieces from 1 without gaps, or leave the numbers out.
    Good: contents.1.index = 1
    Bad: contents.1.index = 2
    Notes: a warning, for whoever files can number the pieces anew. The order does not matter. Pieces without a number are left out.
    """
    if indexes.count(None) == len(indexes):
        return None
    seen: set[int] = set()
    for position, number in enumerate(indexes, 1):
        if number is None:
            continue
        if number in seen or not 1 <= number <= len(indexes):
            return {"at": f"contents.{position}.index", "number": number, "count": len(indexes)}
        seen.add(number)
    return None


@rule(
    "ICS2-NUM-002",
    on=Scope.ITEM,
    reads=["piece_count"],
    at="contents",
    severity=ERROR,
    text="the item has {pieces} content pieces, filing F43 carries {limit}",
    source="ICS2 harmonised trader interface, message IE3F43 (1 to 99 goods items)",
    since=_RELEASE_1,
    fix="join lines of the same goods, or split the item",
    details={"validation_code": "35"},
)
def filing_carries_all_pieces(pieces: int, *, limit: int = _MOST_PIECES) -> Answer:
    """The item has more content pieces than the filing has room for.

    Why: a filing with more than 99 goods items in one item is refused.
    Fix: join lines of the same goods, or split the item.
    Good: contents.1.units = 2
    Bad: with limit = 0: contents.1.units = 2
    """
    return {"pieces": pieces, "limit": limit} if pieces > limit else None


_LIMITS = {"name": 70, "company": 70, "address_line1": 70, "address_line2": 70, "city": 35, "state": 35}


@rule(
    "ICS2-LEN-001",
    on=Scope.PARTY,
    reads=[f"{field}?" for field in _LIMITS],
    at="name",
    severity=WARNING,
    text="{field} has {length} characters, filing F43 carries {limit}",
    source="ICS2 harmonised trader interface, message IE3F43 (name and street an..70, city and sub-division an..35)",
    since=_RELEASE_1,
    fix="shorten the text, or spread the address over both lines",
    supersedes=frozenset({"UPU-LEN-003"}),
    details={"validation_code": "39"},
    public=frozenset({"field", "length", "limit"}),
    each_field=True,
)
def filing_carries_names_and_addresses(
    name: str | None, company: str | None, line1: str | None, line2: str | None, city: str | None, state: str | None
) -> Answer:
    """A name or a part of an address is longer than its element in the filing.

    Why: the end is cut off, and with it what told the party from others.
    Fix: shorten the text, or spread the address over both lines.
    Good: addressee.city = "Gent"
    Bad: addressee.address_line1 = "Burgemeester Karel van Crombrugghe-Vandenbroucke van Waasmunsterstraat 47"
    """
    return (
        _too_long((name, company, line1, line2, city, state))
        if (name is not None and len(name) > 70)
        or (line1 is not None and len(line1) > 70)
        or (city is not None and len(city) > 35)
        or (company is not None and len(company) > 70)
        or (line2 is not None and len(line2) > 70)
        or (state is not None and len(state) > 35)
        else None
    )


def _too_long(values: Sequence[str | None]) -> Answer:
    return [
        {"at": field, "field": field.replace("_", " "), "length": len(value), "limit": limit}
        for (field, limit), value in zip(_LIMITS.items(), values, strict=True)
        if value is not None and len(value) > limit
    ]


_TEXTS = ("name", "first_name", "last_name", "company", "address_line1", "address_line2", "city", "state", "postcode")
_FIELDS = tuple(f"{role}.{field}" for role in ("sender", "addressee") for field in _TEXTS)
_BREAKS = lazy("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_FORBIDDEN = frozenset({"Cc", "Cn", "Co", "Cs", "Zl", "Zp"})


@rule(
    "ICS2-CHR-001",
    on=Scope.ITEM,
    reads=[*(f"{field}?" for field in _FIELDS), "contents.description?"],
    at="contents",
    severity=WARNING,
    text="{field} holds the character {character}, which ICS2 does not take",
    source="trade help desks on ICS2 answers: validation code 102, Unicode character not allowed",
    confidence=Confidence.GENERAL,
    since=_RELEASE_1,
    fix="take the character out",
    safe_fix=True,
    odd_text_only=True,
    supersedes=frozenset({"CORE-CHR-002", "CORE-CHR-003", "CORE-CHR-004", "CORE-CHR-005"}),
    details={"validation_code": "102"},
    public=frozenset({"field", "character"}),
    each_field=True,
)
def texts_have_permitted_characters(*values: Any) -> Answer:
    """A name, address or description holds a control character, a character that does not show, or one that is not assigned.

    Why: ICS2 refuses a filing with characters that it does not permit.
    Fix: take the character out; copying from web pages and documents brings such characters along.
    Good: addressee.name = "Lotte Peeters"
    Bad: addressee.name = "Lotte\\u202e Peeters"
    Notes: which characters are permitted is not public; reported are those that no name and no description needs.
    """
    *texts, descriptions = values
    named = zip(_FIELDS, texts, strict=True)
    pieces = ((f"contents.{number}.description", text) for number, text in enumerate(descriptions, 1))
    return [hit for at, text in chain(named, pieces) if text is not None and not text.isprintable() and (hit := _odd(at, text))] or None


def _odd(at: str, text: str) -> dict[str, str] | None:
    inner = text.strip()
    found = [character for character in inner if not character.isprintable() and _is_forbidden(character, inner)]
    if not found:
        return None
    hit = {"at": at, "field": at.rpartition(".")[2].replace("_", " "), "character": f"U+{ord(found[0]):04X}"}
    plain = _BREAKS.sub(" ", inner)
    # Where unassigned characters stand, something else was meant, and nobody knows what.
    if all(_BREAKS.match(character) or unicodedata.category(character) == "Cf" for character in found):
        hit["fix_value"] = "".join(character for character in plain if character not in found)
    return hit


def _is_forbidden(character: str, text: str) -> bool:
    category = unicodedata.category(character)
    # Joiners belong to the writing of some scripts, so the whole text has its say.
    return category in _FORBIDDEN or (category == "Cf" and has_hidden_characters(character) and has_hidden_characters(text))


_native = part("watch")
_PLACES = (
    *map(ITEM_LAYOUT.position, ("item_id", "destination_operator", "addressee")),
    ITEM_LAYOUT.subgroups["addressee"][1].position("country"),
)


@rule(
    "ICS2-DOC-001",
    on=Scope.MESSAGE,
    reads=["item_id", "destination_operator?", "addressee.country?", "addressee.postcode?"],
    at="item_id",
    severity=ERROR,
    text='house transport document "{item_id}" stands more than once in the filing, first as item {first}',
    source=f"{_SPECIFICATION}: R3052; guidance on uniqueness of transport documents for at least a year",
    fix="give each item its own S10 identifier, and send corrections as amendments",
    supersedes=frozenset({"CORE-DUP-001"}),
    public=frozenset({"item_id", "first"}),
    details={"ics2_rule": "R3052", "validation_code": "12", "validation_code_if_filed_later": "81"},
)
class house_documents_are_unique:  # noqa: N801 - a rule's name reads as a sentence, whatever it is made of
    """Two items to the area of ICS2 have the same item id, which is their house transport document.

    Why: a filing with the same document twice is refused, and so is a second filing with it within a year.
    Fix: give each item its own S10 identifier; send corrections as amendments.
    Good: two items with two identifiers
    Bad: two items with one identifier
    """

    def __init__(self) -> None:
        self._first = FirstSeen()

    def gist(self, item_id: str, operator: str | None, country: str | None, postcode: str | None) -> str | None:
        """The id of an item to the area of ICS2."""
        return item_id if _goes_to_ics2(country or (operator or "")[:2], postcode) else None

    def note(self, index: int, item_id: str) -> dict[str, Any] | None:
        """A second item with the same id."""
        first = self._first.first(item_id, index)
        return None if first == index else {"item_id": item_id, "first": first + 1}

    def glance(self) -> Any:
        """What looks at records in place of this watcher, where it is compiled."""
        return None if _native is None else _native.HouseDocuments(self._first, GROUPS["ICS2"], _PLACES)

    @staticmethod
    def needs() -> int:
        """How many items there must be before there is anything to say."""
        return 2

    def finish(self) -> Iterator[Mapping[str, Any]]:
        """Nothing more to say."""
        return iter(())


def _goes_to_ics2(country: str, postcode: str | None) -> bool:
    return country in GROUPS["ICS2"] or (country == "GB" and countries.ics2_country("GB", postcode or "") == "XI")
