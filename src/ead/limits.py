"""The bounds that keep one message from harming the machine that checks it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_LIMITS", "Limits"]

_KIB = 1024
_MIB = 1024 * _KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every bound of the intake and the engine. Each has a reason; each can be overridden.

    ``message_bytes``: a message held whole (JSON, a SOAP body without items); streams of items have no such cap.
    ``prolog_bytes``: what may stand before the root element; a DOCTYPE is looked for there.
    ``item_bytes``: one item; the longest honest item seen is under 300 KiB (500 content pieces).
    ``depth``: nesting of elements or JSON values; the deepest format has 11 levels.
    ``attributes``: on one element; namespace declarations count, and no format needs more than a dozen.
    ``text_length``: characters of one value; the longest field has 512.
    ``content_pieces``: per item; the most generous partner carries 500.
    ``findings``: stored in one report; totals stay true beyond it.
    ``seconds``: for one message held whole; a guard against rules that loop.
    ``rule_seconds``: for a plug-in rule on one item; one that takes longer is switched off for the rest of the message.
    ``number_length``: characters of a JSON number; the longest decimal field has 18 digits.
    """

    message_bytes: int = 64 * _MIB
    prolog_bytes: int = 64 * _KIB
    item_bytes: int = 4 * _MIB
    depth: int = 32
    attributes: int = 32
    text_length: int = 64 * _KIB
    content_pieces: int = 1_000
    findings: int = 10_000
    seconds: float = 60.0
    rule_seconds: float = 5.0
    number_length: int = 20


DEFAULT_LIMITS = Limits()
