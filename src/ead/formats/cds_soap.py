"""``cds-soap``: declarations as the UPU Customs Declaration System exchanges them over SOAP.

Read are the bodies ``CreateOrUpdateDeclarations`` and ``LoadResponse``, bare or in an envelope of SOAP 1.2 or 1.1; written is
``CreateOrUpdateDeclarations``. The security token and the user code are secrets: they are never carried and never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from lxml import etree

from ead.fields.layout import HEADER_LAYOUT, Record
from ead.findings import Path, Problem
from ead.formats.base import Codec, Decoded, Place
from ead.formats.cds_contract import ARRAYS, CORE, OPERATIONAL, SERVICE, VIEW
from ead.formats.cds_decode import Dropped, ViewDecoder
from ead.formats.cds_encode import view_lines
from ead.formats.cds_extra import carried_name
from ead.formats.cds_places import steps_of
from ead.formats.scanner import Scan
from ead.formats.xml_items import Step, XmlItemStream
from ead.intake.source import Reader
from ead.limits import Limits

__all__ = ["CODEC", "CdsSoap", "CdsStream", "NotCarried"]

SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://www.w3.org/2005/08/addressing"
NO_TOKEN = "00000000-0000-0000-0000-000000000000"  # noqa: S105 - it says that there is none
NO_USER = "ead"
_OPERATIONS = {"CreateOrUpdateDeclarations": ("securityToken", "cdsViews", "userCd"), "LoadResponse": ("LoadResult",)}
_LISTS = {"CreateOrUpdateDeclarations": "cdsViews", "LoadResponse": "LoadResult"}
_STACKS: tuple[tuple[str, ...], ...] = tuple((*around, *stack) for around in ((), ("Envelope", "Body")) for stack in _LISTS.items())
_SECRETS = ("securityToken", "userCd")
_POSTED_AT = VIEW.layout.position("posted_at")
_LOCAL_SECONDS = 19
_START = f"""<CreateOrUpdateDeclarations xmlns="{SERVICE}">
  <securityToken>{NO_TOKEN}</securityToken>
  <cdsViews xmlns:o="{OPERATIONAL}" xmlns:c="{CORE}" xmlns:a="{ARRAYS}">
"""
_END = f"""  </cdsViews>
  <userCd>{NO_USER}</userCd>
</CreateOrUpdateDeclarations>
"""
_ENVELOPE_START = f"""<s:Envelope xmlns:s="{SOAP12}" xmlns:w="{ADDRESSING}">
<s:Header><w:Action s:mustUnderstand="1">{SERVICE}ICDSAPIService/CreateOrUpdateDeclarations</w:Action></s:Header>
<s:Body>
"""
_ENVELOPE_END = "</s:Body>\n</s:Envelope>\n"


class NotCarried(NamedTuple):
    """What a conversion leaves behind, and why; not ``lost`` when it is no data of a declaration. ``item`` is a position from 0."""

    item: int | None
    path: Path
    reason: str
    lost: bool = True


class CdsSoap:
    """The dialect: where views stand and how they decode. One for each message, for it remembers what the message carries besides items."""

    format = "cds-soap"
    message = "ITMATT"
    item = VIEW.name
    plain = False
    parents = _STACKS

    def __init__(self) -> None:
        self.header: Record = HEADER_LAYOUT.empty()
        self.dropped: list[Dropped] = []
        self.secrets: list[str] = []
        self._item_tag = f"{{{OPERATIONAL}}}{self.item}"

    def scanner(self, namespaces: dict[str | None, str]) -> Callable[[], Scan] | None:
        """There is only the reference path."""
        return None

    def decode_item(self, element: etree._Element, problems: list[Problem]) -> Record | None:
        """The record of a ``CDSView``, or ``None`` when it has no declaration or stands in a foreign namespace."""
        self.dropped = []
        if element.tag != self._item_tag:
            namespace = etree.QName(element).namespace or "none"
            problems.append(Problem("CORE-STR-014", (), {"name": self.item, "namespace": namespace[:100], "expected": OPERATIONAL}))
            return None
        decoder = ViewDecoder(problems, self.header)
        record = decoder.decode(element)
        self.dropped = decoder.dropped
        return record

    def decode_frame(self, root: etree._Element, problems: list[Problem]) -> Record | None:
        """Check the envelope and the operation; the header is what travelled with the items."""
        self.secrets = []
        if etree.QName(root).localname == "Envelope":
            self._envelope(root, problems)
        else:
            self._operation(root, (), problems)
        return self.header if any(self.header) else None

    def _envelope(self, root: etree._Element, problems: list[Problem]) -> None:
        soap = etree.QName(root).namespace or ""
        bodies = _children(root, {"Header": soap, "Body": soap}, "Envelope", (), problems)
        for body, at in bodies:
            if etree.QName(body).localname == "Body":
                for operation, below in _children(body, dict.fromkeys(_OPERATIONS, SERVICE), "Body", at, problems):
                    self._operation(operation, below, problems)

    def _operation(self, operation: etree._Element, at: tuple[Step, ...], problems: list[Problem]) -> None:
        name = etree.QName(operation).localname
        order = _OPERATIONS.get(name, ())
        last = ""
        for child, below in _children(operation, dict.fromkeys(order, SERVICE), name, at, problems):
            local = etree.QName(child).localname
            if local in _SECRETS and (child.text or "").strip() not in ("", NO_TOKEN, NO_USER):
                self.secrets.append(local)
            if last and order.index(local) < order.index(last):
                problems.append(Problem("CORE-STR-009", (), {"name": local, "after": last}, below))
            last = max(last or local, local, key=order.index)

    def steps(self, path: Path, text_at: Callable[[Sequence[Step]], str | None] | None = None) -> tuple[Step, ...]:
        """The XML steps of a path in an item; ``text_at`` lets what travels as an extra field be found."""
        return steps_of(path, text_at)

    def frame_steps(self, path: Path) -> tuple[Step, ...]:
        """Nothing of the header stands in the frame."""
        return ()


def _children(
    parent: etree._Element, known: dict[str, str], group: str, at: tuple[Step, ...], problems: list[Problem]
) -> Iterator[tuple[etree._Element, tuple[Step, ...]]]:
    """The known children of an element of the frame and their steps; the others, and stray text, are told."""
    if (parent.text or "").strip(" \t\r\n"):
        problems.append(Problem("CORE-STR-011", (), {"place": f"in {group}"}, at))
    counts: dict[str, int] = {}
    for child in parent:
        name = etree.QName(child)
        local = name.localname
        counts[local] = counts.get(local, 0) + 1
        below = (*at, (local, counts[local]))
        expected = known.get(local)
        if expected is None:
            problems.append(Problem("CORE-STR-002", (), {"name": local[:60], "group": group}, below))
        elif name.namespace != expected:
            problems.append(
                Problem("CORE-STR-014", (), {"name": local, "namespace": (name.namespace or "none")[:100], "expected": expected}, below)
            )
        elif counts[local] > 1:
            problems.append(Problem("CORE-STR-008", (), {"field": local}, below))
        else:
            yield child, below


class CdsStream(XmlItemStream):
    """The message as a stream of items, with notes on what the source has and a record has no place for."""

    def __init__(self, reader: Reader, limits: Limits) -> None:
        self._cds = CdsSoap()
        self._lost: list[NotCarried] = []
        self._seen: dict[Dropped, tuple[int, int]] = {}
        super().__init__(reader, self._cds, limits)

    def items(self) -> Iterator[Decoded]:
        """The items in order."""
        for decoded in super().items():
            self.header = self._cds.header if any(self._cds.header) else None
            for dropped in self._cds.dropped if decoded.record is not None else ():
                self._remember(dropped, decoded.index)
            yield decoded

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
        return notes + self._lost

    def place(self, problem: Problem) -> Place:
        """The place of a message-level problem, never with source text: the frame holds the sender's secrets."""
        return super().place(problem)._replace(excerpt=None)


def read(reader: Reader, limits: Limits) -> CdsStream:
    """A stream over a CDS message."""
    return CdsStream(reader, limits)


def write(header: Record, items: Iterable[Record], target: BinaryIO, *, envelope: bool = False) -> list[Any]:
    """Write ``CreateOrUpdateDeclarations``; with ``envelope`` in SOAP 1.2. Records must be structurally valid.

    Token and user code are neutral; who sends the message puts in their own. The header travels with the first item.
    """
    before, after = (_ENVELOPE_START, _ENVELOPE_END) if envelope else ("", "")
    target.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{before}{_START}'.encode())
    written = 0
    precise: list[int] = []
    for record in items:
        target.write("".join(view_lines(record, header if not written else None, "    ")).encode())
        if len(record[_POSTED_AT] or "") > _LOCAL_SECONDS:
            precise.append(written)
        written += 1
    target.write(f"{_END}{after}".encode())
    return _notes(precise) if written else _lost_header(header)


def _notes(precise: list[int]) -> list[NotCarried]:
    if not precise:
        return []
    name = carried_name(("posted_at",))
    reason = (
        f'receivers read 19 characters: fraction and offset travel beside PostingDt as extra field "{name}" ({len(precise)} of the items)'
    )
    return [NotCarried(precise[0], ("posted_at",), reason, lost=False)]


def _lost_header(header: Record) -> list[NotCarried]:
    return [
        NotCarried(None, ("header", name), "the header travels with the first item, and there is none")
        for name, leaf in HEADER_LAYOUT.leaves.items()
        if header[leaf.position] is not None
    ]


CODEC = Codec(
    name="cds-soap",
    message="ITMATT",
    extensions=(".soap",),
    read=read,
    write=write,
    title="UPU Customs Declaration System, SOAP bodies CreateOrUpdateDeclarations and LoadResponse",
    options=("envelope",),
)
