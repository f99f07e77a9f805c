"""Reading any XML message item by item: the frame around the items, the items, their places."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain

from ead.fields.layout import Record
from ead.findings import Problem
from ead.formats.base import Decoded, Place
from ead.formats.item_reader import Scanners, TextScans
from ead.formats.scanner import is_worth_scanning
from ead.formats.shape import mend
from ead.formats.xml_decode import is_blank
from ead.formats.xml_dialect import XmlDialect
from ead.formats.xml_frame import Frame, UsualFrame, open_stack
from ead.formats.xml_origin import PARSED, SCANNED, BrokenOrigin, Fragment, FramePlaces, item_xpath_of
from ead.intake.libxml import etree
from ead.intake.source import Reader
from ead.intake.xml_stream import Batch, XmlStream, advance
from ead.intake.xml_tree import has_plain_blanks, locate, new_parser, parse, syntax_position
from ead.limits import Limits

__all__ = ["XmlItemStream", "singly"]

# Above about 40 % of misses, one tree for the whole batch costs less than scanning first and parsing single items then.
_MOST_MISSES = 0.4
_REST = 8


class XmlItemStream:
    """A message in any XML dialect as a stream of decoded items."""

    def __init__(self, reader: Reader, dialect: XmlDialect, limits: Limits) -> None:
        self.dialect = dialect
        self.format = dialect.format
        self.message = dialect.message
        self.limits = limits
        self.header: Record | None = None
        self.problems: list[Problem] = []
        self.complete = True
        self._stream = XmlStream(reader, dialect.item, limits)
        self._root = dialect.parents[0][0]
        scan = dialect.frame_scanner()
        self._usual: UsualFrame | None = scan(self._stream.prefix) if scan is not None else None
        self.frame = self._open_frame()
        self._scanners = dialect.scanners(self.frame.namespaces)
        self._resting = 0

    @cached_property
    def item_xpath(self) -> str:
        """The XPath of an item, but for its number."""
        return item_xpath_of(self.frame.open_tags, self.dialect.item)

    @cached_property
    def _parser(self) -> etree.XMLParser:
        return new_parser()

    @cached_property
    def _quick_parser(self) -> etree.XMLParser:
        return new_parser(blanks=False)

    def _open_frame(self) -> Frame:
        """Look at the tags open before the first item, and decode the header as far as it stands there."""
        if self._usual is not None:
            self.header = self._usual.header
            return Frame((self._usual.root,), {None: self._usual.namespace})
        stack = open_stack(self._stream.prefix)
        if not stack:
            return Frame((), {})
        root = stack[0]
        try:
            tags = tuple(etree.QName(element).localname for element in stack)
            if self._stream.prefix and tags in self.dialect.parents:
                self.header = self.dialect.decode_frame(root, [])
        except ValueError:  # a prefix that is not declared is part of the name here; the whole frame is refused for it at the end
            return Frame((), dict(root.nsmap))
        return Frame(tags, dict(stack[-1].nsmap))

    def items(self) -> Iterator[Decoded]:
        """The items in order; an item that is not well-formed comes without a record."""
        return chain.from_iterable(chain.from_iterable(self.decoded_runs()))

    def decoded_runs(self, most: int = sys.maxsize) -> Iterator[Iterator[list[Decoded]]]:
        """The same batch by batch, in runs of at most so many; each batch is to be gone through before the next one is asked for."""
        index = 0

        def counted(batch: Batch) -> Iterator[list[Decoded]]:
            nonlocal index
            for run in self.decode_runs(batch, index, most):
                index = run[-1].index + 1
                yield run
                del run

        for batch in self.batches():
            yield counted(batch)
            del batch
        self.close(index)

    @property
    def prefix(self) -> bytes:
        """What stands before the first item: a stream over it alone decodes the batches of this one alike."""
        return self._stream.prefix

    def batches(self, size: int | None = None) -> Iterator[Batch]:
        """The undecoded items, in order, about so many bytes of them at a time. Whoever takes them calls :meth:`close` at the end."""
        return self._stream.batches(size)

    def decode(self, batch: Batch, index: int) -> Iterator[Decoded]:
        """The items of a batch, of which the first is item ``index`` of the message."""
        return chain.from_iterable(self.decode_runs(batch, index))

    def decode_runs(self, batch: Batch, index: int, most: int = sys.maxsize) -> Iterator[list[Decoded]]:
        """The same in runs of at most so many, none of them empty: of what the fast path takes one after the other, and one for each other
        item."""
        if batch.oversized:
            return self._decode_behind_oversized(batch, index, most)
        return self._decode_batch(batch, index, most)

    def _decode_behind_oversized(self, batch: Batch, index: int, most: int) -> Iterator[list[Decoded]]:
        """The first end tag is that of an item whose beginning was dropped."""
        yield [self._oversized((batch.line, batch.column), index)]
        if len(batch.ends) > 1:
            yield from self._decode_batch(batch.part(1, len(batch.ends)), index + 1, most)

    @cached_property
    def _opening(self) -> bytes:
        declared = "".join(
            f" xmlns{':' + prefix if prefix else ''}={_quoted(uri)}" for prefix, uri in self.frame.namespaces.items() if prefix != "xml"
        )
        return f"<batch{declared}>".encode()

    def _decode_batch(self, batch: Batch, index: int, most: int) -> Iterator[list[Decoded]]:
        if len(batch.data) > self.limits.item_bytes and any(
            end - start > self.limits.item_bytes for start, end in zip([0, *batch.ends], batch.ends, strict=False)
        ):
            yield from singly(self._decode_singly(batch, index))
        elif self._scanners is not None and self._is_for_scanners(self._scanners, len(batch.ends)) and not self._scan_rests():
            yield from self._scan_batch(batch, index, self._scanners, most)
        else:
            yield from singly(self._parse_batch(batch, index))

    @staticmethod
    def _is_for_scanners(scanners: Scanners, items: int) -> bool:
        return is_worth_scanning(items) or scanners.reader is not None

    def _scan_rests(self) -> bool:
        """Whether to leave the scanner out of this batch, because most of the last one was not for it; every eighth batch it is
        tried again."""
        self._resting = max(self._resting - 1, 0)
        return self._resting > 0

    def _scan_batch(self, batch: Batch, index: int, scanners: Scanners, most: int) -> Iterator[list[Decoded]]:
        """The fast path: each item by the compiled schema, else by its shape alone; the rest one by one by the reference path."""
        # As many runs as there have to be, all about as long.
        most = -(-len(batch.ends) // -(-len(batch.ends) // most)) if batch.ends else 1
        texts, misses, number, reader = TextScans(batch.data, scanners), 0, 0, scanners.reader
        while number < len(batch.ends):
            run = reader.decode(self, batch, number, index, mend, SCANNED, PARSED, most) if reader is not None else []
            if not run:
                run = self._scan_text(batch, number, index, texts)
            if run:
                number, index = number + len(run), index + len(run)
                yield run
                del run
                continue
            misses += 1
            for decoded in self._decode_one(batch, number, index):
                yield [decoded]
                index = decoded.index + 1
            number += 1
        if misses > len(batch.ends) * _MOST_MISSES:
            self._resting = _REST

    def _scan_text(self, batch: Batch, number: int, index: int, texts: TextScans) -> list[Decoded]:
        """One item by regular expressions, if they can tell."""
        record, problems = texts.scan(batch.ends[number - 1] if number else 0, batch.ends[number])
        return [] if record is None else [Decoded(index, record, problems or None, Fragment(self, batch, number, 1, index + 1, SCANNED))]

    def _parse_batch(self, batch: Batch, index: int) -> Iterator[Decoded]:
        """The reference path: one tree for the batch, or one for each item when the batch is not well-formed."""
        try:
            root = self._parsed(batch.data)
        except etree.XMLSyntaxError:
            root = None
        if root is None or len(root) != len(batch.ends):
            yield from self._decode_singly(batch, index)
            return
        if root.text is not None:
            self._stray_text(root.text, batch, 0)
        plain, decode = b"=" not in batch.data, self.dialect.decode_item
        for number, element in enumerate(root):
            if element.tail is not None:
                self._stray_text(element.tail, batch, batch.ends[number])
            if not self._is_item(element):
                self._foreign(element, batch, number)
                continue
            problems: list[Problem] = []
            record = decode(element, problems, plain=plain)
            yield Decoded(index, record, problems or None, Fragment(self, batch, number, 1, index + 1, PARSED))
            index += 1

    def _parsed(self, items: bytes) -> etree._Element:
        """An element around items; raises as :func:`~ead.intake.xml_tree.parse` does."""
        parser = self._quick_parser if has_plain_blanks(items) else self._parser
        return parse(b"%b%b</batch>" % (self._opening, items), parser)

    def _is_item(self, element: etree._Element) -> bool:
        """Whether the element has the name of items, in whatever namespace."""
        return str(element.tag).rpartition("}")[2] == self.dialect.item

    def _decode_singly(self, batch: Batch, index: int) -> Iterator[Decoded]:
        for number in range(len(batch.ends)):
            for decoded in self._decode_one(batch, number, index):
                yield decoded
                index = decoded.index + 1

    def _decode_one(self, batch: Batch, number: int, index: int) -> Iterator[Decoded]:
        """What one fragment holds: as a rule one item, with blanks before it."""
        offset = batch.ends[number - 1] if number else 0
        if batch.ends[number] - offset > self.limits.item_bytes:
            yield self._oversized(batch.position(offset), index)
            return
        fragment = batch.fragment(number)
        try:
            root = self._parsed(fragment)
        except etree.XMLSyntaxError as error:
            start = batch.position(offset)
            yield Decoded(index, None, [_not_well_formed(error, start, len(self._opening))], BrokenOrigin(self, start, index + 1))
            return
        if not is_blank(root.text):
            self._stray_text(root.text or "", batch, offset)
        plain, within = b"=" not in fragment, 0
        for element in root:
            if element.tail is not None:
                self._stray_text(element.tail, batch, offset)
            if not self._is_item(element):
                self._foreign(element, batch, number)
                continue
            within += 1
            problems: list[Problem] = []
            record = self.dialect.decode_item(element, problems, plain=plain)
            yield Decoded(index, record, problems or None, Fragment(self, batch, number, within, index + 1, PARSED))
            index += 1

    def _oversized(self, position: tuple[int, int], index: int) -> Decoded:
        self.complete = False
        problem = Problem("CORE-INT-008", (), {"limit": self.limits.item_bytes}, place=position)
        return Decoded(index, None, [problem], BrokenOrigin(self, position, index + 1))

    def _stray_text(self, text: str, batch: Batch, offset: int) -> None:
        if not is_blank(text):
            self.problems.append(Problem("CORE-STR-011", (), {"place": "between items"}, place=batch.position(offset)))

    def _foreign(self, element: etree._Element, batch: Batch, number: int) -> None:
        name = etree.QName(element).localname[:60]
        start = batch.position(batch.ends[number - 1] if number else 0)
        self.problems.append(Problem("CORE-STR-002", (), {"name": name, "group": "message"}, place=start))

    def close(self, items: int) -> None:
        """Parse the document without its items, now that its end is known."""
        prefix, suffix = self._stream.prefix, self._stream.suffix
        if self._usual is not None and self._usual.ends_with(suffix):
            return
        self._usual = None
        try:
            root = parse(prefix + suffix, self._parser)
        except etree.XMLSyntaxError as error:
            problem = self._frame_error(error, prefix)
            self.problems.append(problem)
            self.complete = self.complete and problem.code != "CORE-INT-009"
            return
        problems: list[Problem] = []
        self.header = self.dialect.decode_frame(root, problems)
        self.problems.extend(problems)
        tags = self.frame.open_tags
        self._root = etree.QName(root).localname
        if items and tags not in self.dialect.parents:
            expected = " or ".join("/".join((*parents, self.dialect.item)) for parents in self.dialect.parents)
            found = "/".join((*tags, self.dialect.item))[:200]
            self.problems.append(Problem("CORE-MSG-003", (), {"found": found, "expected": expected}, place=advance(prefix, 1, 1)))

    def _frame_error(self, error: etree.XMLSyntaxError, prefix: bytes) -> Problem:
        line, column, reason = syntax_position(error)
        end = advance(prefix + self._stream.suffix, 1, 1)
        last_line, last_column = advance(prefix, 1, 1)
        start_line, start_column = self._stream.suffix_position
        if line > last_line or (line == last_line and column > last_column):
            column = column - last_column + start_column if line == last_line else column
            line = line - last_line + start_line
        code = "CORE-INT-009" if (error.position[0], error.position[1] or 0) >= (end[0], end[1] - 1) else "CORE-INT-006"
        return Problem(code, (), {"reason": reason}, place=(line, column))

    def place(self, problem: Problem) -> Place:
        """The place of a message-level problem: its own, or that of the element in the frame."""
        if problem.place is not None:
            return Place(None, None, *problem.place)
        return self._places.nearest(problem.steps if problem.steps is not None else self.dialect.frame_steps(problem.path))

    @cached_property
    def _places(self) -> FramePlaces:
        frame, root = self._stream.prefix + self._stream.suffix, self._root
        if self._usual is not None:
            return FramePlaces(frame, root, self._usual.locate)
        return FramePlaces(frame, root, lambda below: locate(frame, [(root, 1), *below]))


def singly(items: Iterable[Decoded]) -> Iterator[list[Decoded]]:
    """Each item as a run of its own, as it comes."""
    for decoded in items:
        yield [decoded]


def _not_well_formed(error: etree.XMLSyntaxError, start: tuple[int, int], opening: int) -> Problem:
    line, column, reason = syntax_position(error)
    if line == 1:
        column = max(column - opening, 1) + start[1] - 1
    return Problem("CORE-INT-006", (), {"reason": reason}, place=(start[0] + line - 1, column))


def _quoted(uri: str) -> str:
    return '"' + uri.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;") + '"'
