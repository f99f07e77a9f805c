"""Findings in the making: what all findings of a rule at one place have in common is worked out once and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ead.fields.layout import leaf_at
from ead.fields.messages import MessageType
from ead.findings import Finding, Fix, Location, Path, Severity
from ead.formats.base import Place
from ead.named import NamedTuple, new_tuple
from ead.rules.api import Rule
from ead.rules.engine import Engine
from ead.wording import Phrase, domain_path, mask_element, path_in_words, template_of

__all__ = ["Teller"]

# Places are as many as senders have content pieces: without a bound, junk could fill the memory.
_MOST_KEPT = 4096
_STRUCTURAL_PUBLIC = frozenset(
    {
        "field",
        "name",
        "group",
        "expected",
        "kind",
        "limit",
        "length",
        "found",
        "place",
        "attribute",
        "namespace",
        "after",
        "character",
        "rule",
        "reason",
    }
)


class _Mould(NamedTuple):
    """The constant parts of a finding. ``below`` is the path behind the item's name; ``fix`` is there where its text never changes."""

    rule: Rule
    text: Phrase
    hint: Phrase | None
    fix: Fix | None
    below: str
    masked: bool


class Teller:
    """Makes findings of what codecs and rules say about one kind of message, in one language, with personal values or without."""

    __slots__ = ("_engine", "_kind", "_language", "_moulds", "_show_values")

    def __init__(self, engine: Engine, kind: MessageType, language: str, *, show_values: bool) -> None:
        self._engine = engine
        self._kind = kind
        self._language = language
        self._show_values = show_values
        self._moulds: dict[tuple[str, Path, bool], _Mould] = {}

    def finding(
        self,
        rule: Rule,
        params: Mapping[str, Any],
        path: Path,
        place: Place,
        index: int | None,
        item_id: str | None,
        fix: str | None = None,
    ) -> Finding:
        """What a rule says with these parameters about a path in an item, or (``index`` is ``None``) in the message as a whole."""
        mould = self._moulds.get((rule.code, path, index is None))
        if mould is None or mould.rule is not rule:
            mould = self._mould(rule, path, of_item=index is not None)
        _, text, hint, shown_fix, below, masked = mould
        xpath, pointer, line, column, excerpt, value_span, whole_span = place
        if excerpt is not None and (masked or (excerpt[:1] in "{[" and not self._show_values)):
            excerpt = mask_element(excerpt)
        if hint is not None and (shown_fix is None or fix is not None):
            values = {**params, "fix_value": fix} if fix is not None else params
            span = None if fix is None else value_span if fix else whole_span
            shown_fix = new_tuple(Fix, (hint.fill(values), rule.safe_fix and fix is not None, fix, span))
        severity = params.get("severity")
        if not isinstance(severity, Severity):
            severity = rule.severity
        location = new_tuple(Location, (below if index is None else _name_of(index, item_id) + below, xpath, pointer, line, column))
        details = params.get("details", rule.details)
        return new_tuple(
            Finding,
            # In the order of its fields.
            (
                rule.code, severity, rule.rule_set, text.fill(params), location, item_id, shown_fix, rule.source or None, index, path,
                excerpt, (), details,
            ),
        )  # fmt: skip

    def _mould(self, rule: Rule, path: Path, *, of_item: bool) -> _Mould:
        layout, show = self._kind.item, self._show_values
        leaf = leaf_at(layout, path) if of_item else None
        private = (leaf is not None and leaf.field.personal) or self._engine.reads_personal_fields(rule)
        public = None if show or not private else rule.public | _STRUCTURAL_PUBLIC
        template = template_of(rule, "fix", self._language)
        hint = Phrase(template, public) if template else None
        mould = _Mould(
            rule,
            Phrase(template_of(rule, "text", self._language), public),
            hint,
            Fix(hint.fill({})) if hint is not None and hint.fixed else None,
            "".join(f" / {step}" for step in path_in_words(path, layout)) if of_item else domain_path(path, None, layout),
            # The excerpt of an absent field is that of the group around it, which may hold anything.
            not show and (leaf is None or leaf.field.personal),
        )
        if len(self._moulds) >= _MOST_KEPT:
            self._moulds.clear()
        self._moulds[rule.code, path, not of_item] = mould
        return mould


def _name_of(index: int, item_id: str | None) -> str:
    return f"item {item_id}" if item_id and item_id.isalnum() and item_id.isascii() else f"item {index + 1}"
