"""From one message to another: an ITMATT becomes a CUSITM by what the post knows of its customs, and back by leaving that out.

A CUSITM item is an ITMATT item with fields behind it, so nothing of a declaration is lost on the way to customs. In the header the post
becomes the sender and customs the recipient; reference and time of the message stay those of the ITMATT.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from ead.errors import ConfigurationError, UnsupportedFormat
from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Record
from ead.fields.messages import MessageType, message_type
from ead.findings import Path

if TYPE_CHECKING:
    from ead.models import Cusitm, Itmatt

__all__ = ["CUSTOMS_OPTIONS", "Crossing", "crossing_between", "cusitm_from_itmatt"]

CUSTOMS_OPTIONS = {
    "customs_organisation": "customs_organisation",
    "site": "customs_site",
    "post_organisation": "post_organisation",
    "flow": "flow",
}
"""What a conversion to CUSITM is told, and the fields that it fills."""

_OWN = ITEM_LAYOUT.size
_SENDER, _RECIPIENT = HEADER_LAYOUT.position("sender"), HEADER_LAYOUT.position("recipient")
_OPERATORS = {"I": ITEM_LAYOUT.position("destination_operator"), "O": ITEM_LAYOUT.position("origin_operator")}

Entry = tuple[int | None, Path, str, bool]
"""Position of the item, path, reason, and whether data was lost."""


class Crossing:
    """The way from a message to one of the same kind: everything stays as it is."""

    def header(self, record: Record) -> Record:
        """The header of the target."""
        return record

    def carry(self, record: Record) -> Record:
        """The item of the target."""
        return record

    def left(self) -> list[Entry]:
        """What stayed behind, once all items are through."""
        return []


class _ToCustoms(Crossing):
    """To CUSITM: settings go into the fields that ITMATT lacks."""

    def __init__(self, source: MessageType, options: Mapping[str, Any]) -> None:
        target = message_type("CUSITM")
        known = {field: _checked(target, option, field, options[option]) for option, field in CUSTOMS_OPTIONS.items() if option in options}
        if not source.item.size > _OWN:
            known = {"flow": "I", "object_type": "MI", **known}
            if "customs_organisation" not in known:
                raise ConfigurationError('to write a CUSITM, name the customs administration: the option "customs_organisation" is missing')
        self._flow = known.get("flow", "I")
        self._customs = known.get("customs_organisation")
        self._post = known.get("post_organisation")
        self._new = source.item.size == _OWN
        self._sets = [(target.item.position(field), value) for field, value in known.items()]
        self._post_position = target.item.position("post_organisation")
        self._empty = target.item.empty()[_OWN:]
        self._sender: str | None = None

    def header(self, record: Record) -> Record:
        """The header with the post as sender and customs as recipient."""
        found = list(record)
        if self._customs is not None:
            post = self._post or (record[_RECIPIENT] if self._flow == "I" and self._new else record[_SENDER])
            self._sender = record[_SENDER] if record[_SENDER] != post else None
            found[_SENDER], found[_RECIPIENT] = post, self._customs
        return found

    def carry(self, record: Record) -> Record:
        """The item with the settings; where none names the post, it is the operator on this side of the border."""
        found = [*record, *self._empty] if self._new else list(record)
        for position, value in self._sets:
            found[position] = value
        if self._new and self._post is None:
            found[self._post_position] = record[_OPERATORS[self._flow]]
        return found

    def left(self) -> list[Entry]:
        """The sender of the message that came before."""
        reason = "the message now goes from post to customs; who sent the ITMATT is not said any more"
        return [(None, ("header", "sender"), reason, False)] if self._sender is not None else []


class _FromCustoms(Crossing):
    """From CUSITM to ITMATT: what only customs ask for stays behind."""

    def __init__(self, source: MessageType) -> None:
        self._names = [member.name for member in source.item.group.members[_OWN:]]
        self._index = 0
        self._met: dict[str, list[int]] = {}

    def carry(self, record: Record) -> Record:
        """The item as ITMATT has it."""
        for name, value in zip(self._names, record[_OWN:], strict=True):
            if value is not None:
                met = self._met.setdefault(name, [self._index, 0])
                met[1] += 1
        self._index += 1
        return record[:_OWN]

    def left(self) -> list[Entry]:
        """Each field that had a value, once, at the first item that has it."""
        return [
            (first, (name,), f"an ITMATT has no place for it; so in {count} item(s)", True) for name, (first, count) in self._met.items()
        ]


def crossing_between(source: MessageType, target: MessageType, options: Mapping[str, Any], name: str) -> Crossing:
    """The way from one kind of message to another; ``name`` is the target's format.

    Raises :class:`~ead.errors.UnsupportedFormat` where there is none, :class:`~ead.errors.ConfigurationError` for settings that are
    missing or wrong.
    """
    if source.declares and target.name == "CUSITM" and (options or source is not target):
        return _ToCustoms(source, options)
    if source is target:
        return Crossing()
    if source.declares and target.name == "ITMATT":
        return _FromCustoms(source)
    raise UnsupportedFormat(f'items of {source.name} cannot be written as "{name}", which holds items of {target.name}')


def _checked(target: MessageType, option: str, field: str, value: Any) -> str:
    """The value of an option, if the field takes it."""
    if not isinstance(value, str) or not target.item.leaves[field].match(value):
        leaf = target.item.leaves[field].field
        expected = f"a text of 1 to {leaf.max_length} characters" if leaf.max_length else leaf.pattern
        raise ConfigurationError(f'option {option} "{value}" is not {expected}')
    return value


def cusitm_from_itmatt(
    message: Itmatt,
    *,
    customs_organisation: str,
    site: str | None = None,
    post_organisation: str | None = None,
    flow: Literal["I", "O"] = "I",
) -> Cusitm:
    """The CUSITM by which a post declares the items of an ITMATT to its customs administration.

    ``customs_organisation`` and ``site`` are the codes of the administration and of its office; ``flow`` is ``I`` for import and ``O`` for
    export customs. ``post_organisation`` is the post's own code; without it, the operator of destination (import) or origin (export).
    Raises :class:`~ead.errors.ConfigurationError` for a code that the fields do not take.
    """
    from ead.models import Cusitm
    from ead.models.records import header_from_record, header_to_record, item_from_record, item_to_record

    source, target = message_type("ITMATT"), message_type("CUSITM")
    given = {"customs_organisation": customs_organisation, "site": site, "post_organisation": post_organisation, "flow": flow}
    crossing = _ToCustoms(source, {name: value for name, value in given.items() if value is not None})
    items = (item_from_record(crossing.carry(item_to_record(item)), target) for item in message.items)
    return Cusitm(header=header_from_record(crossing.header(header_to_record(message.header))), items=tuple(items))
