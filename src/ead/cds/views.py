"""What an answer of the service holds: declarations and responses as records, and the views that fail their structure."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, BinaryIO

from ead.atomic import drafting
from ead.cds.errors import CdsAnswerUnreadable
from ead.fields.layout import HEADER_LAYOUT, Record
from ead.fields.messages import MessageType, message_type
from ead.findings import Finding, Problem
from ead.formats.cds_frame import DECLARATIONS, OPERATIONS, RESPONSES, look_into
from ead.formats.cds_soap import CdsStream
from ead.formats.registry import codec, recognise
from ead.intake.encoding import as_utf8
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS, Limits
from ead.named import NamedTuple
from ead.run import Run
from ead.validator import Validator

if TYPE_CHECKING:
    from ead.models import Cusrsp, CustomsResponse, Item, Itmatt

__all__ = ["Failed", "Key", "Views", "digest_of", "key_of", "read_views", "structure_only"]

_LOCAL_SECONDS = 19
_NO_ITEMS = "CORE-MSG-004"  # an answer without views is an answer


class Key(NamedTuple):
    """What an item is known by: its S10 identifier and its posting date and time, as the contract carries it (empty: none)."""

    item_id: str
    posted_at: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A view that fails its structure. ``key`` is what could be read of it; ``findings`` say what is wrong, personal values masked."""

    message: str
    key: Key
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Views:
    """Declarations and responses as records, in the order of the answer. ``count`` is the number of views that the answer held."""

    declarations: tuple[Record, ...] = field(default=(), repr=False)  # they hold personal data
    responses: tuple[Record, ...] = field(default=(), repr=False)
    failed: tuple[Failed, ...] = ()
    count: int = 0

    def records(self, message: str) -> tuple[Record, ...]:
        """The records of a message, ``ITMATT`` or ``CUSRSP``."""
        return self.declarations if message == DECLARATIONS else self.responses

    def items(self) -> tuple[Item, ...]:
        """The declarations as models."""
        return tuple(self._models(DECLARATIONS))

    def answers(self) -> tuple[CustomsResponse, ...]:
        """The responses as models."""
        return tuple(self._models(RESPONSES))

    def itmatt(self) -> Itmatt | None:
        """The declarations as a message, without a header, for the contract carries none; ``None`` when there are none."""
        from ead.models import Itmatt

        return Itmatt(items=self.items()) if self.declarations else None

    def cusrsp(self) -> Cusrsp | None:
        """The responses as a message; ``None`` when there are none."""
        from ead.models import Cusrsp

        return Cusrsp(items=self.answers()) if self.responses else None

    def _models(self, message: str) -> Iterator[Any]:
        from ead.models.records import item_from_record

        kind = message_type(message)
        return (item_from_record(record, kind) for record in self.records(message))

    def write(self, message: str, target: str | os.PathLike[str] | BinaryIO, format: str) -> int:
        """Write the records of a message in a format that holds it, such as ``cusrsp-json``; returns how many there are."""
        records = self.records(message)
        with drafting(target) as draft:
            codec(format).holding(message).write(HEADER_LAYOUT.empty(), records, draft.file)
            draft.keep = True
        return len(records)


def key_of(kind: MessageType, record: Record) -> Key:
    """What the item of a record is known by."""
    layout = kind.item
    posted = record[layout.position("posted_at")] or ""
    return Key((record[layout.position("item_id")] or "").replace(" ", "").upper(), posted[:_LOCAL_SECONDS])


def digest_of(record: Record) -> bytes:
    """What a record says, in sixteen bytes."""
    return blake2b(repr(record).encode("utf-8", "surrogatepass"), digest_size=16).digest()


@lru_cache(maxsize=8)
def structure_only(limits: Limits) -> Validator:
    """What checks the structure of an answer."""
    return Validator(("structure",), select=("CORE-INT", "CORE-MSG", "CORE-STR"), limits=limits)


def read_views(source: str | os.PathLike[str] | bytes | BinaryIO, *, limits: Limits = DEFAULT_LIMITS) -> Views:
    """The declarations and responses in a body of CDS: an answer to ``Load`` or ``GetCustomsStatus``, or what was sent.

    A view whose declaration or response fails its structure is left out and listed, as is a document that is no such body. Raises
    :class:`CdsAnswerUnreadable` for one beyond the limit of length, and :class:`~ead.errors.UnreadableSource`.
    """
    with open_source(source) as opened:
        data = opened.read_all(limits.message_bytes)
    if data is None:
        raise CdsAnswerUnreadable(f"the message is longer than {limits.message_bytes} bytes; ask for fewer records", too_long=True)
    known = recognise(open_source(data), limits, "cds-soap")  # refuses a DOCTYPE, odd encodings and what is none of these bodies
    if isinstance(known, Problem):
        validator = structure_only(limits)
        findings = Run(validator, validator.new_report(), None).message_findings([known])
        return Views(failed=(Failed("", Key("", ""), tuple(findings)),))
    operation, _ = look_into(known[1].peek(limits.prolog_bytes))
    own = OPERATIONS[operation].message if operation else None
    found = {DECLARATIONS: Views(), RESPONSES: Views()}
    for message in (own,) if own else (DECLARATIONS, RESPONSES):
        found[message] = _read_as(message, data, limits)
    declared, answered = found[DECLARATIONS], found[RESPONSES]
    # What is wrong with the frame, or keeps a view from being read at all, is met by both.
    failed = {_place_of(one): one for one in (*answered.failed, *declared.failed)}
    count = max(declared.count, answered.count)
    return Views(declared.declarations, answered.responses, tuple(failed[place] for place in sorted(failed)), count)


def _place_of(failed: Failed) -> tuple[tuple[int, int, str, str], ...]:
    """Where a failure is, for sorting and for telling it from others."""
    places = [(one.location.line or 0, one.location.column or 0, one.location.xpath or "", one.code) for one in failed.findings]
    return tuple(places)


def _read_as(message: str, data: bytes, limits: Limits) -> Views:
    """The records of one message."""
    kind, validator = message_type(message), structure_only(limits)
    reader, _ = as_utf8(open_source(data))
    assert reader is not None  # it was recognised before
    stream = CdsStream(reader, limits, message)
    run = Run(validator, validator.new_report(), stream)
    records: list[Record] = []
    failed: list[Failed] = []
    for decoded in stream.items():
        run.report.counts.items += 1
        record = decoded.record
        if record is not None and not decoded.problems:
            records.append(record)
        else:
            key = key_of(kind, record) if record is not None else Key("", "")
            failed.append(Failed(message, key, tuple(run.check_item(decoded).findings)))
    around = [finding for finding in run.finish() if finding.code != _NO_ITEMS]
    if around:
        failed.append(Failed(message, Key("", ""), tuple(around)))
    known = {"declarations": tuple(records)} if message == DECLARATIONS else {"responses": tuple(records)}
    return Views(**known, failed=tuple(failed), count=stream.views)
