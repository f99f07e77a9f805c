"""``cds-soap``: declarations and responses as the UPU Customs Declaration System exchanges them over SOAP.

Read are the bodies ``CreateOrUpdateDeclarations``, ``CreateOrUpdateResponses``, ``LoadResponse``, ``LoadByMailStateResponse`` and
``GetCustomsStatusResponse``, bare or in an envelope of SOAP 1.2 or 1.1; written are the first two. An answer may hold declarations and
responses: it is read as one of the two, and what is about the other is passed over. The security token and the user code are secrets:
they are never carried and never shown.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any, BinaryIO

from lxml import etree

from ead.fields.layout import HEADER_LAYOUT, Record
from ead.findings import Path, Problem
from ead.formats.base import Codec, Decoded, Origin, Place
from ead.formats.cds_contract import VIEW
from ead.formats.cds_decode import ViewDecoder
from ead.formats.cds_encode import view_lines
from ead.formats.cds_extra import carried_name
from ead.formats.cds_frame import (
    ADDRESSING,
    DECLARATIONS,
    NO_TOKEN,
    NO_USER,
    OPERATIONS,
    RESPONSES,
    SOAP12,
    decode_frame,
    look_into,
    stacks,
)
from ead.formats.cds_places import steps_of
from ead.formats.cds_response import RELAYED_VIEW, RESPONSE_LAYOUT, RESPONSE_VIEW
from ead.formats.cds_schema import ARRAYS, CORE, OPERATIONAL, SERVICE, XSI, Type
from ead.formats.cds_scope import Dropped
from ead.formats.item_reader import Scanners
from ead.formats.xml_frame import FrameScan, Step
from ead.formats.xml_items import XmlItemStream
from ead.formats.xml_origin import Fragment
from ead.intake.source import Reader
from ead.limits import Limits
from ead.named import NamedTuple

__all__ = ["CODEC", "CdsSoap", "CdsStream", "NotCarried", "view_for"]

_NIL = f"{{{XSI}}}nil"
_LOCAL_SECONDS = 19
_TIMES = (("posted_at", "PostingDt"), ("cleared_at", "ClearanceDt"))
_RELAYED = RESPONSE_LAYOUT.position("relayed")


class NotCarried(NamedTuple):
    """What a conversion leaves behind, and why; not ``lost`` when it is no data of a declaration. ``item`` is a position from 0."""

    item: int | None
    path: Path
    reason: str
    lost: bool = True


class _Found(NamedTuple):
    """A record that a view holds, by which tables, and what is wrong with it."""

    kind: Type
    record: Record | None
    problems: list[Problem]


class CdsSoap:
    """The dialect: where views stand and how they decode. One for each message, for it remembers what the message carries besides items.

    ``message`` is what the views are read as; ``operation`` is the body they stand in, empty when it is not known.
    """

    format = "cds-soap"

    def __init__(self, message: str = DECLARATIONS, operation: str = "") -> None:
        self.message = message
        known = OPERATIONS.get(operation)
        self.item = known.item if known is not None else "CDSView"
        self.parents = tuple(stack for stack in stacks() if operation in stack) if known is not None else stacks()
        self.header: Record = HEADER_LAYOUT.empty()
        self.dropped: list[Dropped] = []
        self.secrets: list[str] = []
        self.found: list[_Found] = []
        self._mixed = known is not None and known.message is None
        self._item_tag = f"{{{OPERATIONAL if self.item == VIEW.name else SERVICE}}}{self.item}"

    def scanners(self, namespaces: dict[str | None, str]) -> Scanners | None:
        """There is only the reference path."""
        return None

    def frame_scanner(self) -> FrameScan | None:
        """No compiled frame: only the reference path."""
        return None

    def decode_item(self, element: etree._Element, problems: list[Problem], *, plain: bool = False) -> Record | None:
        """The first record of a view, or ``None`` when it has none or stands in a foreign namespace; ``found`` has all of them."""
        self.dropped, self.found = [], []
        if element.tag != self._item_tag:
            namespace = etree.QName(element).namespace or "none"
            expected = self._item_tag[1:].partition("}")[0]
            problems.append(Problem("CORE-STR-014", (), {"name": self.item, "namespace": namespace[:100], "expected": expected}))
            return None
        for kind in self._kinds(element):
            told = problems if not self.found else []
            decoder = ViewDecoder(kind, told, self.header)
            self.found.append(_Found(kind, decoder.decode(element), told))
            self.dropped += decoder.dropped
        return self.found[0].record if self.found else None

    def _kinds(self, element: etree._Element) -> tuple[Type, ...]:
        """The tables that a view is read by; none when it is about the other message only."""
        has = {etree.QName(child).localname for child in element if child.get(_NIL, "").strip() not in ("true", "1")}
        if self.message == DECLARATIONS:
            return (VIEW,) if "Declaration" in has or not self._mixed else ()
        kinds = tuple(kind for kind in (RESPONSE_VIEW, RELAYED_VIEW) if kind.needed[0] in has)
        return kinds if kinds or self._mixed else (RESPONSE_VIEW,)

    def decode_frame(self, root: etree._Element, problems: list[Problem]) -> Record | None:
        """Check the envelope and the operation; the header is what travelled with the items."""
        self.secrets = decode_frame(root, problems)
        return self.header if any(self.header) else None

    def steps(self, path: Path, text_at: Callable[[Sequence[Step]], str | None] | None = None) -> tuple[Step, ...]:
        """The XML steps of a path in an item; ``text_at`` lets what travels as an extra field be found."""
        return steps_of(VIEW if self.message == DECLARATIONS else RESPONSE_VIEW, path, text_at)

    def frame_steps(self, path: Path) -> tuple[Step, ...]:
        """Nothing of the header stands in the frame."""
        return ()


class _RelayedOrigin:
    """A relayed response: it stands in another part of the same view."""

    __slots__ = ("origin",)

    def __init__(self, origin: Origin) -> None:
        self.origin = origin

    def place(self, path: Path, steps: tuple[Step, ...] | None = None) -> Place:
        """The place of a path in the relayed response."""
        origin = self.origin
        text_at = partial(origin.finder.text_at, origin) if isinstance(origin, Fragment) else None
        return origin.place(path, steps if steps is not None else steps_of(RELAYED_VIEW, path, text_at))


class CdsStream(XmlItemStream):
    """The message as a stream of items, with notes on what the source has and a record has no place for.

    ``message`` is ``ITMATT`` for the declarations of the views, ``CUSRSP`` for their responses, a relayed one behind the other of its
    view; without it, the body decides.
    """

    def __init__(self, reader: Reader, limits: Limits, message: str | None = None) -> None:
        operation, shown = look_into(reader.peek(limits.prolog_bytes))
        self._cds = CdsSoap(message or shown, operation)
        self._lost: list[NotCarried] = []
        self._seen: dict[Dropped, tuple[int, int]] = {}
        self.views = 0
        self._passed_over = 0
        super().__init__(reader, self._cds, limits)

    def decode_runs(self, batch: Any, index: int, most: int = sys.maxsize) -> Iterator[list[Decoded]]:
        """The items of a batch, one by one; a view may hold none or two of them."""
        for decoded in chain.from_iterable(super().decode_runs(batch, self.views, most)):
            self.views = decoded.index + 1
            self.header = self._cds.header if any(self._cds.header) else None
            found, self._cds.found = self._cds.found, []
            if decoded.record is None and not decoded.problems and not found:
                self._passed_over += 1
                continue
            for dropped in self._cds.dropped if decoded.record is not None else ():
                self._remember(dropped, index)
            for one in found or [_Found(VIEW, decoded.record, decoded.problems or [])]:
                origin = _RelayedOrigin(decoded.origin) if one.kind is RELAYED_VIEW else decoded.origin
                yield [Decoded(index, one.record, one.problems or None, origin)]
                index += 1

    def _remember(self, dropped: Dropped, index: int) -> None:
        if dropped.lost:
            self._lost.append(NotCarried(index, dropped.path, dropped.reason))
        else:
            first, count = self._seen.get(dropped, (index, 0))
            self._seen[dropped] = (first, count + 1)

    @property
    def not_carried(self) -> list[NotCarried]:
        """What was left behind; complete when the items are through."""
        notes = [
            NotCarried(None, (name,), "it is a secret of the sender's and is never passed on", lost=False) for name in self._cds.secrets
        ]
        for dropped, (first, count) in self._seen.items():
            notes.append(NotCarried(first, dropped.path, f"{dropped.reason} ({count} of the items have one)", lost=False))
        if self._passed_over:
            what = "declaration" if self.message == DECLARATIONS else "response"
            notes.append(NotCarried(None, ("CDSView",), f"{self._passed_over} view(s) hold no {what}", lost=False))
        return notes + self._lost

    def place(self, problem: Problem) -> Place:
        """The place of a message-level problem, never with source text: the frame holds the sender's secrets."""
        return super().place(problem)._replace(excerpt=None)


def read(reader: Reader, limits: Limits) -> CdsStream:
    """A stream over a CDS message."""
    return CdsStream(reader, limits)


def _operation_of(message: str) -> str:
    return "CreateOrUpdateDeclarations" if message == DECLARATIONS else "CreateOrUpdateResponses"


def _around(operation: str, *, envelope: bool) -> tuple[str, str]:
    """What stands before and behind the views; token and user code are neutral."""
    start = f"""<{operation} xmlns="{SERVICE}">
  <securityToken>{NO_TOKEN}</securityToken>
  <cdsViews xmlns:o="{OPERATIONAL}" xmlns:c="{CORE}" xmlns:a="{ARRAYS}">
"""
    end = f"  </cdsViews>\n  <userCd>{NO_USER}</userCd>\n</{operation}>\n"
    if not envelope:
        return start, end
    header = f'<w:Action s:mustUnderstand="1">{SERVICE}ICDSAPIService/{operation}</w:Action>'
    opened = f'<s:Envelope xmlns:s="{SOAP12}" xmlns:w="{ADDRESSING}">\n<s:Header>{header}</s:Header>\n<s:Body>\n'
    return opened + start, f"{end}</s:Body>\n</s:Envelope>\n"


def view_for(message: str, record: Record) -> Type:
    """The tables by which a record of a message is written."""
    if message == DECLARATIONS:
        return VIEW
    return RELAYED_VIEW if record[_RELAYED] == "true" else RESPONSE_VIEW


def write(header: Record, items: Iterable[Record], target: BinaryIO, *, envelope: bool = False, message: str = DECLARATIONS) -> list[Any]:
    """Write ``CreateOrUpdateDeclarations`` or ``CreateOrUpdateResponses``; with ``envelope`` in SOAP 1.2.

    Records must be structurally valid. Token and user code are neutral; who sends the message puts in their own. The header travels
    with the first item.
    """
    before, after = _around(_operation_of(message), envelope=envelope)
    target.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{before}'.encode())
    written = 0
    precise: dict[str, list[int]] = {}
    for record in items:
        view = view_for(message, record)
        target.write("".join(view_lines(view, record, header if not written else None, "    ")).encode())
        for name, _ in _TIMES:
            if name in view.layout.leaves and len(record[view.layout.position(name)] or "") > _LOCAL_SECONDS:
                precise.setdefault(name, []).append(written)
        written += 1
    target.write(after.encode())
    return _notes(precise) if written else _lost_header(header)


def _notes(precise: dict[str, list[int]]) -> list[NotCarried]:
    notes = []
    for name, element in _TIMES:
        if items := precise.get(name):
            reason = (
                f'receivers read 19 characters: fraction and offset travel beside {element} as extra field "{carried_name((name,))}" '
                f"({len(items)} of the items)"
            )
            notes.append(NotCarried(items[0], (name,), reason, lost=False))
    return notes


def _lost_header(header: Record) -> list[NotCarried]:
    return [
        NotCarried(None, ("header", name), "the header travels with the first item, and there is none")
        for name, leaf in HEADER_LAYOUT.leaves.items()
        if header[leaf.position] is not None
    ]


def _codec(message: str, others: tuple[Codec, ...] = ()) -> Codec:
    return Codec(
        name="cds-soap",
        message=message,
        extensions=(".soap",),
        read=read,
        write=partial(write, message=message),
        title="UPU Customs Declaration System, SOAP bodies of declarations, responses and the answers to Load and GetCustomsStatus",
        options=("envelope",),
        others=others,
    )


CODEC = _codec(DECLARATIONS, (_codec(RESPONSES),))
