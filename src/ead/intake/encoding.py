"""Character encodings: an allow-list, the byte-order mark, the XML declaration, and one transcoder to UTF-8.

A search for forbidden constructs in bytes can be bypassed through exotic encodings (UTF-7, UTF-32, EBCDIC), so only a short
list is let in, and everything but UTF-8 is decoded strictly and re-encoded before a parser sees it.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from ead.errors import UndecodableSource
from ead.findings import Problem
from ead.intake.source import Reader

__all__ = ["ALLOWED_ENCODINGS", "as_utf8"]

ALLOWED_ENCODINGS = ("utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252")
_ALIASES = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16",
    "utf-16be": "utf-16",
}
_DECLARATION = re.compile(
    rb"<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*[\"'][0-9.]+[\"']([ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*[\"']([A-Za-z0-9._\-]*)[\"'])?"
)
_HEAD = 1024


def as_utf8(reader: Reader) -> tuple[Reader | None, Problem | None]:
    """The source as UTF-8 without a byte-order mark, or the reason why not. XML and plain text alike."""
    head = reader.peek(_HEAD)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return None, _refused("utf-32")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(reader, head)
    if head.startswith(codecs.BOM_UTF8):
        reader.read(len(codecs.BOM_UTF8))
        declared = _declared(head[len(codecs.BOM_UTF8) :])
        return (reader, None) if declared in (None, "utf-8") else (None, _disagreement("utf-8", declared))
    if b"\x00" in head[:4]:
        return None, _refused("utf-16 or utf-32 without a byte-order mark")
    declared = _declared(head)
    encoding = _ALIASES.get(declared or "utf-8")
    if encoding is None:
        return None, _refused(declared or "")
    if encoding == "utf-16":
        return None, _disagreement("none", "utf-16")
    return (reader, None) if encoding == "utf-8" else (_transcoded(reader, encoding), None)


def _utf16(reader: Reader, head: bytes) -> tuple[Reader | None, Problem | None]:
    text = head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    declared = _declared(text.encode("utf-8", errors="replace"))
    if _ALIASES.get(declared or "utf-16") != "utf-16":
        return None, _disagreement("utf-16", declared)
    return _transcoded(reader, "utf-16"), None


def _declared(head: bytes) -> str | None:
    found = _DECLARATION.match(head)
    return found[2].decode("ascii").lower() if found and found[2] is not None else None


def _refused(encoding: str) -> Problem:
    return Problem("CORE-INT-004", params={"encoding": encoding, "allowed": ", ".join(ALLOWED_ENCODINGS)}, place=(1, 1))


def _disagreement(mark: str, declared: str | None) -> Problem:
    return Problem("CORE-INT-005", params={"mark": mark, "declared": declared or "none"}, place=(1, 1))


def _behind(text: str, line: int, column: int) -> tuple[int, int]:
    """The position behind a text that begins at a line and column."""
    breaks = text.count("\n")
    return line + breaks, len(text) - text.rfind("\n") if breaks else column + len(text)


class _Transcoder(io.RawIOBase):
    """Reads a source in one encoding, gives UTF-8; remembers where it could not go on."""

    def __init__(self, reader: Reader, encoding: str) -> None:
        self._reader = reader
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
        self._declaration_seen = False
        self._place = (1, 1)
        self._fault: UndecodableSource | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while True:
            if self._fault is not None:
                raise self._fault
            raw = self._reader.read(max(size, 4096))
            try:
                text = self._decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                # What stands before is given first, so that what is whole in it is checked.
                text = error.object[: error.start].decode(error.encoding, errors="replace").removeprefix("\ufeff")
                reason = f"byte 0x{error.object[error.start]:02x} is not valid {error.encoding}"
                self._fault = UndecodableSource(reason, _behind(text, *self._place))
                if not text:
                    raise self._fault from error
            self._place = _behind(text, *self._place)
            if text or not raw:
                return self._without_declaration(text).encode("utf-8")

    def _without_declaration(self, text: str) -> str:
        if self._declaration_seen:
            return text
        self._declaration_seen = True
        return re.sub(r"\A<\?xml[^>]*?encoding[^>]*?\?>", lambda found: " " * len(found[0]), text, count=1)


class _TranscodedReader(Reader):
    """A reader over a transcoder whose hash and length are those of the original bytes."""

    def __init__(self, original: Reader, stream: BinaryIO) -> None:
        super().__init__(stream, original.name, owned=False)
        self.original = original


def _transcoded(reader: Reader, encoding: str) -> Reader:
    return _TranscodedReader(reader, _Transcoder(reader, encoding))  # type: ignore[arg-type]
