"""Rules: dangerous and prohibited goods.

Each content piece has one danger at most, its gravest; the rules say what it means. What is dangerous is data (``data/dg``), and so is
what the rules say (``data/dg.toml``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ead.derived import table
from ead.descriptions.words import fold
from ead.rules.api import ERROR, INFO, WARNING, Answer, AppliesTo, Confidence, Documentation, Rule, Scope, fact
from ead.rules.regions import expanded
from ead.rules.world.dg_codes import danger_of
from ead.rules.world.dg_words import Danger

__all__ = ["TABLE_RULES"]

Check = Callable[..., Answer]

_SEVERITIES = {"error": ERROR, "warning": WARNING}
_PUBLIC = frozenset({"found", "goods"})
_PAPERS = (
    "licen",
    "lizenz",
    "permit",
    "certif",
    "zertifikat",
    "cites",
    "phyto",
    "prescription",
    "ordonnance",
    "rezept",
    "receta",
    "genehmigung",
)
_BATTERY_WORDS = (
    "batter", "bateri", "bater", "batar", "akku", "accu", "akumul", "аккумул", "батаре", "lithi", "litio", "litiu", "lipo", "mah",
    "un3481", "un 3481", "un3091", "un 3091", "pi967", "pi 967", "pi970", "pi 970", "li ion", "pila ",
    "电池", "電池", "锂", "バッテリー", "배터리",
)  # fmt: skip

# The gravest danger of the piece, told by words and code; ``None`` keeps all rules of the set silent.
danger = fact("danger", on=Scope.PIECE, reads=["description?", "hs_code?"])(danger_of)


def _answer(found: Danger, *, lowered: bool = False) -> Answer:
    """The finding about a danger; a declared error is a warning where it is not certain."""
    goods = f"{found.goods} ({found.un})" if found.un else found.goods
    answer: dict[str, Any] = {"found": found.found, "goods": goods}
    if found.by_code:
        answer["at"] = "hs_code"
    if found.minor:
        answer["severity"] = INFO
    elif lowered or not found.sure:
        answer["severity"] = WARNING
    return answer


def _by_itself(code: str) -> Check:
    def check(found: Danger) -> Answer:
        return _answer(found) if found.rule == code else None

    return check


def _unless_insured(code: str) -> Check:
    def check(found: Danger, insured: Any) -> Answer:
        return _answer(found) if found.rule == code and not insured else None

    return check


def _in_view_of_papers(code: str) -> Check:
    def check(found: Danger, documents: Sequence[Sequence[str | None]] | None) -> Answer:
        if found.rule != code:
            return None
        licensed = documents is not None and any(_is_paper(document) for document in documents)
        return None if licensed and not found.sure else _answer(found, lowered=licensed)

    return check


def _is_paper(document: Sequence[str | None]) -> bool:
    """Whether a document is a licence, certificate, permit or prescription, by its name or type."""
    text = " ".join(part.lower() for part in document[1:] if part is not None)
    return any(paper in text for paper in _PAPERS)


def _unless_battery_is_named(code: str) -> Check:
    def check(found: Danger, descriptions: Sequence[str | None], remarks: str | None) -> Answer:
        if found.rule != code:
            return None
        told = any(_names_battery(text) for text in (*descriptions, remarks) if text is not None)
        return None if told and found.minor else _answer(found)

    return check


def _names_battery(text: str) -> bool:
    folded = fold(text)
    return any(word in folded for word in _BATTERY_WORDS)


_CONTEXTS: Mapping[str, tuple[Callable[[str], Check], tuple[str, ...]]] = {
    "": (_by_itself, ()),
    "insured": (_unless_insured, ("item.insured_value?",)),
    "papers": (_in_view_of_papers, ("item.documents?",)),
    "batteries": (_unless_battery_is_named, ("item.contents.description?", "item.remarks?")),
}


def _rules() -> Iterator[Rule]:
    return map(_rule, table("rules", "dg")["rule"])


def _rule(row: Mapping[str, Any]) -> Rule:
    checked, reads = _CONTEXTS[row.get("context", "")]
    check = checked(row["code"])
    check.__name__ = row["name"]
    places = AppliesTo(destinations=expanded(row["destinations"])) if "destinations" in row else AppliesTo()
    told = {key: " ".join(row[key].split()) for key in ("fault", "why", "good", "bad", "notes") if key in row}
    return Rule(
        code=row["code"],
        scope=Scope.PIECE,
        reads=("danger", *reads),
        at="description",
        severity=_SEVERITIES[row["severity"]],
        text=row["text"],
        source=row["source"],
        check=check,
        confidence=Confidence[row.get("confidence", "read").upper()],
        since=row.get("since"),
        fix=row["fix"],
        each_field=True,
        public=_PUBLIC,
        applies_to=places,
        documentation=Documentation(**told, fix=f"{row['fix'][0].upper()}{row['fix'][1:]}."),
    )


TABLE_RULES = tuple(_rules())
