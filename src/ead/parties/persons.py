"""Whether a party is a natural or a legal person, when the data does not say so.

EU ICS2 asks for the type of person (code list CL729: 1 natural person, 2 legal person, 3 association of persons), and whether goods
need an HS code hangs on it. Advance data seldom has it. What the party says of itself wins; then a company, a reference that only
firms have or a legal form in the name make it a legal person; a reference that only people have, or nothing but a personal name, make it
a natural one. An association is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from ead.codelists import reference_kinds
from ead.named import NamedTuple
from ead.patterns import lazy

__all__ = ["LEGAL", "NATURAL", "Derivation", "derived_type", "person_type_of"]

NATURAL, LEGAL = "1", "2"
_KNOWN = frozenset({"1", "2", "3"})
_OF_TRADERS = frozenset({"EORI"})
_ORGANISATIONS = frozenset(
    {
        "university",
        "universiteit",
        "universität",
        "université",
        "hospital",
        "museum",
        "ministry",
        "embassy",
        "consulate",
        "gmbh",
        "foundation",
    }
)
# Legal forms as words of their own, in any case; a dot may stand between their letters.
_FORMS = lazy(
    r"(?i)(?<!\w)(?:g\.?m\.?b\.?h|mbh|ohg|e\.k|e\.v|u\.?g\. ?\(|ltd|limited|llc|l\.l\.c|inc"
    r"|incorporated|corp|corporation|plc|llp|pty|pte|co\.|company|& co|s\.?a\.?r\.?l"
    r"|sas|sasu|eurl|s\.?r\.?l|s\.?p\.?a|s\.?n\.?c\.|s\.?l\.?u|s\.l|s\.a|b\.?v\.?b\.?a|b\.v|n\.v|v\.?o\.?f|aps|a/s|oyj?|kft"
    r"|zrt|nyrt|sp\. ?z ?o\. ?o|s\.?r\.?o\.|a\.s"
    r"|d\.o\.o|d\.d|eood|ood|eад|еоод|оод|ооо|зао|оао|пао|тоо|тов|ooo|oü|uab|sia|ltda|lda|eireli|s\. ?de ?r\. ?l|sdn\.? bhd"
    r"|bhd|fze|fzco|fz-llc|w\.l\.l|a\.ş|şti|tic\. ?ltd)(?!\w)"
    "|株式会社|有限会社|合同会社|有限公司|股份公司|公司|주식회사|\\(주\\)|㈜"
)
# Two letters that are names as well: only as the last word, and only where the rest is not in capitals too.
_SHORT_FORMS = frozenset({"AG", "AB", "AS", "SA", "BV", "NV", "SL", "KG", "CV"})
_WORD = lazy(r"[^\W\d_]+")
_LATIN_END = "\u0250"


class Derivation(NamedTuple):
    """The type of person (``None``: it cannot be told) and what it rests on.

    ``because`` is "stated", "company", "reference", "legal form", "personal name", "assumed" or "undecided".
    """

    person_type: str | None
    because: str


def person_type_of(party: Any, *, assume: str | None = None) -> Derivation:
    """The type of person of a party: a mapping in the JSON shape of a message, or a sender or addressee of the models.

    ``assume`` is the type of person to take where nothing tells.

    >>> person_type_of({"company": "Formosa Lin Textile Co Ltd", "name": "Mei-ling Chen"})
    Derivation(person_type='2', because='company')
    >>> person_type_of({"name": "ACME"}), person_type_of({"name": "ACME"}, assume="2").person_type
    (Derivation(person_type=None, because='undecided'), '2')
    """
    values = {name: _value(party, name) for name in ("person_type", "company", "name", "first_name", "last_name")}
    kinds = tuple(_value(one, "kind") for one in _value(party, "references") or ())
    return derived_type(**values, kinds=kinds, assume=assume)


def _value(holder: Any, name: str) -> Any:
    return holder.get(name) if isinstance(holder, Mapping) else getattr(holder, name, None)


def derived_type(
    person_type: str | None,
    company: str | None,
    name: str | None,
    first_name: str | None,
    last_name: str | None,
    kinds: Sequence[str | None] = (),
    assume: str | None = None,
) -> Derivation:
    """The type of person from the values of a party; ``kinds`` are those of its references, as far as they are stated."""
    if person_type in _KNOWN:
        return Derivation(person_type, "stated")
    if company:
        return Derivation(LEGAL, "company")
    holders = {_holder(kind) for kind in kinds if kind}
    if "company" in holders:
        return Derivation(LEGAL, "reference")
    full = name or " ".join(filter(None, (first_name, last_name)))
    if full and _names_a_firm(full):
        return Derivation(LEGAL, "legal form")
    if "person" in holders:
        return Derivation(NATURAL, "reference")
    if (first_name and last_name) or (name and _is_personal(name)):
        return Derivation(NATURAL, "personal name")
    return Derivation(assume, "assumed") if assume else Derivation(None, "undecided")


@cache
def _holder(kind: str) -> str:
    """Whom a reference of that kind belongs to: "company", "person", or "" when it can be either."""
    if kind in _OF_TRADERS:
        return "company"
    holders = {"company" if row.holder == "seller" else row.holder for row in reference_kinds.by_code().get(kind, ())}
    return holders.pop() if len(holders) == 1 and holders <= {"company", "person"} else ""


def _names_a_firm(name: str) -> bool:
    if _FORMS.search(name):
        return True
    words = name.split()
    if words[-1] in _SHORT_FORMS and len(words) > 1 and not name.isupper():
        return True
    return not _ORGANISATIONS.isdisjoint(word.casefold() for word in words)


def _is_personal(name: str) -> bool:
    """Whether a text can be a person's full name: two words or more and no digits, or a script that needs no blanks."""
    if any(map(str.isdigit, name)):
        return False
    words = _WORD.findall(name)
    return len(words) > 1 or (len(words) == 1 and len(words[0]) > 1 and words[0] > _LATIN_END)
