"""Rules: European Union, ICS2. What is asked of goods: HS code, description, numbers, and data for the customs declaration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ead.codelists import countries, hs
from ead.descriptions.words import has_letter
from ead.identifiers import hs as hs_code
from ead.parties import derived_type
from ead.parties.persons import NATURAL
from ead.rules.api import ERROR, INFO, WARNING, Answer, AppliesTo, Scope, rule
from ead.rules.facts import zero_padded_hs
from ead.rules.hs import Verdict, hs_verdict
from ead.rules.world.eu_ics2_terms import STOP_WORDS_SINCE, begins_like_a_stop_word, maybe_begins_so, stop_words_alone

__all__ = ["hs_verdict"]

_RELEASE_1, _RELEASE_2 = date(2021, 3, 15), date(2023, 3, 1)
_SIX = 6
_MISSING = {"ics2_rule": "C3025", "validation_code": "13"}
_WRONG = {"ics2_rule": "C3025", "validation_code": "12"}
_UNKNOWN_CODES = frozenset({"HS-VAL-001", "HS-CHP-001"})
_SPECIFICATION = "ICS2 harmonised trader interface, rules and conditions"
_PERSON = tuple(
    f"item.{role}.{field}?" for role in ("sender", "addressee") for field in ("person_type", "company", "name", "first_name", "last_name")
)


@rule(
    "ICS2-HS-001",
    on=Scope.PIECE,
    reads=[
        "hs_code?",
        "hs_verdict?",
        "item.is_goods",
        "item.hs_edition",
        "item.sender.references?",
        "item.addressee.references?",
        *_PERSON,
    ],
    at="hs_code",
    severity=ERROR,
    text="{state}, expected a six-digit sub-heading of the Harmonized System{reason}",
    source=f"{_SPECIFICATION}: C3025; Delegated Regulation (EU) 2015/2446, annex B",
    since=_RELEASE_2,
    fix="add the HS code of the goods, six digits or more",
    safe_fix=True,
    supersedes=frozenset({"UPU-HS-001", "UPU-HS-002", "USPS-HS-001", "EUI-H7-001", "HS-VAL-001", "HS-CHP-001", "DQ-HS-003"}),
    details=_MISSING,
    public=frozenset({"state", "reason"}),
    each_field=True,
)
def goods_have_a_subheading(
    code: str | None,
    verdict: Verdict | None,
    goods: bool,
    edition: str,
    sender_references: Sequence[Sequence[str | None]] | None,
    references: Sequence[Sequence[str | None]] | None,
    sender_type: str | None,
    sender_company: str | None,
    sender_name: str | None,
    sender_first: str | None,
    sender_last: str | None,
    kind: str | None,
    company: str | None,
    name: str | None,
    first: str | None,
    last: str | None,
    *,
    assume_sender: str | None = None,
    assume_addressee: str | None = None,
) -> Answer:
    """Goods have no HS sub-heading of six digits, or one that does not exist, and not both parties are natural persons.

    Why: the filing is refused without it; only between two natural persons it may be left out.
    Fix: add the HS code of the goods, six digits or more.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.hs_code = none
    Notes: whether a party is a natural person is taken from its type of person, else derived from company, references and name. Where that
        cannot be told this is a warning; `assume_sender` and `assume_addressee` ("1" or "2") say what to take then.
    """
    if (verdict is None and code is not None and len(code) >= _SIX and code.isdigit()) or not goods:
        return None
    fault = _fault_of_code(code, verdict, edition)
    if fault is None:
        return None
    sender = derived_type(sender_type, sender_company, sender_name, sender_first, sender_last, _kinds(sender_references), assume_sender)
    addressee = derived_type(kind, company, name, first, last, _kinds(references), assume_addressee)
    types = (sender.person_type, addressee.person_type)
    if types == (NATURAL, NATURAL):
        return {**fault, "severity": WARNING, "reason": ", or none between natural persons"} if code is not None else None
    unsure = None in types and {None, NATURAL}.issuperset(types)
    return {**fault, "severity": WARNING, "reason": " unless both parties are natural persons"} if unsure else fault


def _kinds(references: Sequence[Sequence[str | None]] | None) -> tuple[str | None, ...]:
    return tuple([kind for kind, _ in references]) if references else ()


def _fault_of_code(code: str | None, verdict: Verdict | None, edition: str) -> dict[str, Any] | None:
    """What is wrong with the code; ``None`` for codes whose only fault is how they are written, and for doubts about them."""
    if code is None:
        return {"state": "the HS code is missing", "reason": ""}
    digits = hs_code.compact(code)
    if len(digits) < _SIX or not digits[:_SIX].isdigit():
        hit = {"state": "the HS code is too short", "reason": "", "details": _WRONG}
        padded = zero_padded_hs(code, edition)
        return {**hit, "fix_value": padded} if padded else hit
    if verdict is None or verdict.code not in _UNKNOWN_CODES:
        return None
    hit = {"state": "the HS code does not exist", "reason": "", "details": _WRONG}
    return {**hit, "severity": verdict.params["severity"]} if "severity" in verdict.params else hit


@rule(
    "ICS2-HS-003",
    on=Scope.PIECE,
    reads=["hs_code", "item.destination", "item.is_commercial", "item.hs_edition"],
    at="hs_code",
    severity=WARNING,
    text="the HS code has {found} digits, {country} asks for {expected}",
    source="Japan Post, items to Ireland (ten digits of TARIC; items without are returned) and to Germany (eight digits)",
    since=date(2021, 7, 1),
    fix="give the code of the EU tariff with {expected} digits",
    details={"validation_code": "12"},
    applies_to=AppliesTo(destinations=frozenset({"IE", "DE"})),
)
def code_is_as_long_as_the_country_asks(code: str, destination: str, commercial: bool, edition: str) -> Answer:
    """A commercial piece to Ireland has fewer than ten digits, to Germany fewer than eight.

    Why: Ireland returns items whose code is shorter; Germany asks for the Combined Nomenclature.
    Fix: give the code of the EU tariff: TARIC with ten digits for Ireland, the Combined Nomenclature with eight for Germany.
    Good: TW to IE: contents.1.hs_code = "6109100010"
    Bad: TW to IE: contents.1.hs_code = "610910"
    Notes: an info for Germany. ICS2 itself needs six digits. Silent for codes that do not exist, which have rules of their own.
    """
    expected = 10 if destination == "IE" else 8
    if not commercial or len(code) >= expected or len(code) & 1 or code >= "98" or not hs.is_valid(code[:_SIX], hs.data_edition(edition)):
        return None
    hit = {"found": len(code), "country": countries.name(destination), "expected": expected}
    return hit if destination == "IE" else {**hit, "severity": INFO}


@rule(
    "ICS2-DSC-001",
    on=Scope.PIECE,
    reads=["description", "item.is_goods", "on"],
    at="description",
    severity=ERROR,
    text='description "{description}" is made of stop words only: {words}',
    source="ICS2 stop words in force from 2025-09, business process: a text of stop words only counts as empty",
    since=STOP_WORDS_SINCE,
    fix="name the goods themselves: men's cotton shirts instead of clothes, spark plugs instead of auto parts",
    supersedes=frozenset({"DQ-DSC-002", "DQ-DSC-003", "DQ-DSC-004", "DQ-DSC-005"}),
    details={"validation_code": "100"},
)
def description_is_no_stop_word(
    description: str, goods: bool, on: date, *, accepted: Sequence[str] = (), further: Sequence[str] = ()
) -> Answer:
    """The description is a stop word of ICS2, or several of them, and nothing else.

    Why: ICS2 takes such a text for empty and refuses the filing for poor data quality.
    Fix: name the goods themselves: men's cotton shirts instead of clothes, spark plugs instead of auto parts.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "Electronic goods"
    Notes: stop words inside a longer description are allowed. The list is public in parts only, with editions of 2025-09 and
        2026-05-04; the edition in force on the item's date counts. `further` adds terms, `accepted` takes terms that are not to be
        reported, both in normal form (lower case, singular).
    """
    if not goods or not (further or (maybe_begins_so()(description) and begins_like_a_stop_word(description))):
        return None
    words = stop_words_alone(description, on, frozenset(accepted), frozenset(further))
    return {"description": description, "words": words} if words else None


_EXTENSIONS = frozenset("pdf jpg jpeg png gif bmp tif tiff doc docx xls xlsx csv txt xml zip html htm".split())  # noqa: SIM905
_ALIKE = 3


@rule(
    "ICS2-DSC-002",
    on=Scope.PIECE,
    reads=["description", "item.is_goods"],
    at="description",
    severity=ERROR,
    text='description "{description}" consists of {content} only',
    source="forwarders' guidance on descriptions of goods for ICS2 (digits, special characters, file extensions, one character repeated)",
    since=_RELEASE_1,
    fix="say in plain words what the goods are",
    supersedes=frozenset({"DQ-DSC-001", "DQ-DSC-006", "DQ-DSC-009"}),
    details={"validation_code": "100"},
)
def description_consists_of_words(description: str, goods: bool) -> Answer:
    """The description consists of digits, special characters, a file extension, or one character again and again.

    Why: ICS2 takes such a text for empty and refuses the filing for poor data quality.
    Fix: say in plain words what the goods are.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "12-77"
    """
    return (
        _content(description)
        if goods and (len(description) < _SIX or not description[0].isalpha() or description[1] == description[2])
        else None
    )


def _content(description: str) -> Answer:
    text = description.strip().casefold()
    content = None
    if not has_letter(text):
        content = (
            "digits" if text.isdigit() else "special characters" if not any(map(str.isdigit, text)) else "digits and special characters"
        )
    elif len(text) >= _ALIKE and len(set(text)) == 1:
        content = "one character"
    elif text.lstrip(".") in _EXTENSIONS:
        content = "a file extension"
    return {"description": description, "content": content} if content else None


@rule(
    "ICS2-DSC-003",
    on=Scope.PIECE,
    reads=["description?", "item.is_goods"],
    at="description",
    severity=ERROR,
    text="the description is missing",
    source="Delegated Regulation (EU) 2015/2446, annex B, data element 18 05 000 000",
    since=_RELEASE_1,
    fix="say in plain words what the goods are, precisely enough to identify them",
    supersedes=frozenset({"UPU-CNT-002", "USPS-REQ-001", "EUI-H7-001", "PLACI-001"}),
    details={"validation_code": "13"},
)
def goods_have_a_description(description: str | None, goods: bool) -> Answer:
    """A piece has no description.

    Why: every goods item of the filing needs one.
    Fix: say in plain words what the goods are, precisely enough to identify them.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = none
    """
    return {} if description is None and goods else None
