"""Data quality of the names of sender and addressee."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from functools import cache, lru_cache

from ead.descriptions.quick import folding, maybe_alike, maybe_one_of
from ead.descriptions.words import fold, folded_terms, has_letter
from ead.named import NamedTuple
from ead.native import twin
from ead.patterns import lazy
from ead.rules.api import INFO, WARNING, Answer, Confidence, Scope, fact, rule

__all__ = ["NameFault", "fault_of_name", "fault_of_words", "name_faults", "ordinary_name", "surely_full_name"]

_RETURNED = "21"
_PERSON = "1"
_FIRMS = frozenset({"2", "3"})
_LATIN_END = 0x250
# One name is all many people have there, or their names are written without blanks.
_MONONYM_COUNTRIES = tuple("AF BD BT CN ET HK ID IN JP KH KR LA LK MM MN MO MY NP PK TH TL TW VN".split())  # noqa: SIM905
_ORDINALS = lazy("(?i)[0-9]{1,2}(?:st|nd|rd|th)")
_NUMBER = lazy("[0-9]{4}")
_DIGIT = lazy("[0-9]")
_FAMILY_WORDS = ("family", "familie", "famille", "familia", "fam")
_FAMILIES = lazy(f"(?:{'|'.join(_FAMILY_WORDS)}) [^ ]+|[^ ]+ family|the [^ ]+s")
_LATIN_LETTERS = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"


class NameFault(NamedTuple):
    """What is wrong with a name.

    ``kind`` is "stand-in", "single", "number", "digits" or "family", ``at`` the field, ``word`` the listed stand-in.
    """

    kind: str
    at: str
    word: str = ""


@fact("name_faults", on=Scope.PARTY, reads=["name?", "first_name?", "last_name?", "company?"])
def name_faults(name: str | None, first: str | None, last: str | None, company: str | None) -> list[NameFault] | None:
    """What is wrong with the party's names; ``None`` for nearly all."""
    return (
        _faults_of_names(name, first, last, company)
        if name is None
        or (not surely_full_name()(name) and fault_of_words(name) is not None)
        or (company is not None and _maybe_stand_in()(company) and _stand_in_text(company))
        else None
    )


def _faults_of_names(name: str | None, first: str | None, last: str | None, company: str | None) -> list[NameFault] | None:
    found: list[NameFault] = []
    if name is not None:
        if fault := fault_of_name(name):
            found.append(NameFault(fault[0], "name", fault[1]))
    elif first is not None and last is not None:
        found += [
            NameFault("stand-in", at, word) for at, word in (("first_name", _stand_in(first)), ("last_name", _stand_in(last))) if word
        ]
        if not found and (fault := fault_of_name(f"{first} {last}")):
            found.append(NameFault(fault[0], "last_name", fault[1]))
    if company is not None and (word := _stand_in_text(company)):
        found.append(NameFault("stand-in", "company", word))
    return found or None


@lru_cache(maxsize=4096)
def fault_of_name(name: str) -> tuple[str, str] | None:
    """What kind of fault a name has, and the listed stand-in it is, if any; ``None`` for an ordinary name.

    >>> fault_of_name("Customer"), fault_of_name("Lotte Peeters"), fault_of_name("Peeters"), fault_of_name("The Smiths")
    (('stand-in', 'customer'), None, ('single', ''), ('family', ''))
    """
    return fault_of_words(name) if not surely_full_name()(name) else None


def fault_of_words(name: str) -> tuple[str, str] | None:
    """The same the long way, for names of any other form."""
    folded = fold(name)
    if folded in folded_terms("name"):
        return "stand-in", folded
    if not has_letter(name):
        return ("number", "") if _NUMBER.search(name) else ("stand-in", "no letters")
    if _DIGIT.search(name):
        if _NUMBER.search(name):
            return "number", ""
        if _DIGIT.search(_ORDINALS.sub("", name)):
            return "digits", ""
    words = folded.split()
    if (len(words) == 1 or max(map(len, words)) == 1) and ord(max(folded)) < _LATIN_END:
        return "single", ""
    return ("family", "") if ("fam" in folded or folded[:4] == "the ") and _FAMILIES.fullmatch(folded) else None


@cache
def surely_full_name() -> Callable[[str], object]:
    """The test of names that have no fault for sure."""
    return twin("terms", lambda native: native.Names(_beginnings(), folding()).are_full, lambda: ordinary_name().fullmatch)


@cache
def ordinary_name() -> re.Pattern[str]:
    """Names of two Latin words or more that have no fault for sure.

    The first word has letters of ASCII only, so that folding leaves it alone, and begins no stand-in and no name of a family; the second
    does not begin like "family". A hyphen parts words too.
    """
    second = _LATIN_LETTERS.replace("A-Za-z", "A-EG-Za-eg-z") + "]|[Ff](?=[B-Zb-z])"
    beginnings = "|".join(map(re.escape, sorted(_beginnings())))
    return re.compile(rf"(?!(?i:{beginnings})[ -])[A-Za-z]{{2,}}+[ -](?:[{second})[{_LATIN_LETTERS} '.-]*+")


def _beginnings() -> set[str]:
    """The first words of all stand-ins, and those that names of families begin with."""
    return {term.partition(" ")[0] for term in folded_terms("name")} | {*_FAMILY_WORDS, "the"}


def _stand_in(name: str) -> str:
    folded = fold(name)
    return folded if folded in folded_terms("text") else ""


@cache
def _maybe_stand_in() -> Callable[[str], object]:
    return maybe_one_of(folded_terms("text"), _stand_in_text)


@lru_cache(maxsize=1024)
def _stand_in_text(text: str) -> str:
    if not has_letter(text) and not any(map(str.isdigit, text)):
        return "no letters"
    return _stand_in(text)


@rule(
    "DQ-PTY-001",
    on=Scope.ITEM,
    reads=["sender.name", "addressee.name", "sender.address_line1", "addressee.address_line1", "nature?"],
    at="addressee.name",
    severity=WARNING,
    text="sender and addressee have the same name and the same address",
    source="WCO and UPU guidance on the quality of electronic advance data (incorrect addresses)",
    confidence=Confidence.INFERRED,
    fix="give the addressee's own name and address; one of the two parties was copied from the other",
)
def parties_are_two(sender: str, addressee: str, sender_line: str, addressee_line: str, nature: str | None) -> Answer:
    """Sender and addressee have the same name and the same address.

    Why: an item is not sent across a border to where it comes from; one party was copied over the other, and cannot be screened.
    Fix: give the addressee's own name and address; one of the two parties was copied from the other.
    Good: addressee.name = "Lotte Peeters"
    Bad: addressee.name = "Mei-ling Chen"; addressee.address_line1 = "No. 48, Heping East Road"
    Notes: returned goods pass. A person who moves house has two addresses and passes too.
    """
    return (
        {}
        if sender[0].casefold() == addressee[0].casefold()
        and nature != _RETURNED
        and maybe_alike()(sender, addressee)
        and fold(sender) == fold(addressee)
        and fold(sender_line) == fold(addressee_line)
        else None
    )


@rule(
    "DQ-PTY-002",
    on=Scope.PARTY,
    reads=["name_faults"],
    at="name",
    severity=WARNING,
    text='the name is a stand-in: "{word}"',
    source="carriers' guidance on advance data (private, unknown, n/a); WCO and UPU guidance (incorrect parties)",
    fix="give the name of the person or firm; leave the company out where there is none",
    public=frozenset({"word"}),
)
def name_is_no_stand_in(faults: Sequence[NameFault]) -> Answer:
    """A name or company is a role or a stand-in: customer, unknown, n/a, test.

    Why: the parties are screened by name; an item for "customer" cannot be screened, and cannot be delivered.
    Fix: give the name of the person or firm; leave the company out where there is none.
    Good: addressee.name = "Lotte Peeters"
    Bad: addressee.name = "Customer"
    """
    return [{"at": fault.at, "word": fault.word} for fault in faults if fault.kind == "stand-in"] or None


@rule(
    "DQ-PTY-003",
    on=Scope.PARTY,
    reads=["name_faults", "company?", "person_type?", "country?"],
    at="name",
    severity=WARNING,
    text="the name is not a person's full name: {fault}",
    source="carriers' guidance on advance data (full names of natural persons)",
    confidence=Confidence.INFERRED,
    fix="give first name and family name; a customer number belongs into the references, a firm's name into the company",
    public=frozenset({"fault"}),
)
def person_has_a_full_name(
    faults: Sequence[NameFault],
    company: str | None,
    person_type: str | None,
    country: str | None,
    *,
    mononym_countries: Container[str] = _MONONYM_COUNTRIES,
) -> Answer:
    """A person's name is one word, has digits, or is a family's.

    Why: a screening list cannot be searched for "Smith"; numbers in a name usually are a customer number that got there by mistake.
    Fix: give first name and family name; a customer number belongs into the references, a firm's name into the company.
    Good: addressee.name = "Lotte Peeters"
    Bad: addressee.name = "Peeters"
    Notes: silent for firms (a company is given, or the party is a legal person). One-word names pass in `mononym_countries`, where
        many people have one name only, and in scripts written without blanks. Digits other than a long number, and families, are
        reported only where the party is said to be a natural person, for without that the name may be a firm's.
    """
    if company is not None or person_type in _FIRMS:
        return None
    answers: list[Mapping[str, object]] = []
    for fault in faults:
        if fault.kind == "single" and country in mononym_countries:
            continue
        if fault.kind in _WORDING and (person_type == _PERSON or fault.kind in ("single", "number")):
            answers.append({"at": fault.at, "fault": _WORDING[fault.kind]})
    return answers or None


_WORDING = {"single": "one word only", "number": "a number", "digits": "digits", "family": "a family"}


@rule(
    "DQ-PTY-004",
    on=Scope.PARTY,
    reads=["name", "company?", "address_line1?", "city?", "name_faults?"],
    at="name",
    severity=INFO,
    text="the name repeats the {field} field",
    source="WCO and UPU guidance on the quality of electronic advance data (incorrect parties)",
    confidence=Confidence.INFERRED,
    fix="give the name of the person; firm, street and town have fields of their own",
    public=frozenset({"field"}),
)
def name_is_not_another_field(
    name: str, company: str | None, line: str | None, city: str | None, faults: Sequence[NameFault] | None
) -> Answer:
    """The name is the same text as company, street or city.

    Why: fields that are filled from one source by mistake leave the true name out.
    Fix: give the name of the person; firm, street and town have fields of their own.
    Good: addressee.name = "Lotte Peeters"
    Bad: addressee.name = "Lotte Peeters"; addressee.company = "Lotte Peeters"
    Notes: silent where the name has a fault of its own (DQ-PTY-002, DQ-PTY-003).
    """
    return (
        {"field": "company" if name == company else "address line" if name == line else "city"}
        if name in (company, line, city) and faults is None
        else None
    )
