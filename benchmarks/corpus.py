"""The messages that are measured: generated once, kept in benchmarks/out/, the same for every tool."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape, unescape

import ead.fields
import ead.testing
from ead.convert import reading
from ead.fields.layout import HEADER_LAYOUT, Record
from ead.formats.registry import codec
from ead.models import Header, Item
from ead.models.records import header_to_record, item_to_record
from ead.testing.generator import header as generated_header
from ead.testing.generator import iter_items

OUT = Path(os.environ.get("EAD_BENCH_OUT", Path(__file__).parent / "out"))
SEED = 20261121
_WORDS = (
    *("black", "white", "blue", "red", "green", "large", "small", "XL", "vintage", "handmade"),
    *("cotton", "leather", "steel", "plastic", "wooden", "glass", "portable", "mini", "spare", "striped"),
    *("waterproof", "foldable", "round", "square", "long", "short", "soft", "10cm", "500ml", "2pcs"),
)
_LONGEST = 90  # characters of a description, as most partners carry them
EXTENSIONS = {"itmatt-xml": "xml", "itmatt-json": "json", "itmatt-ndjson": "ndjson", "csv": "csv", "cds-soap": "soap"}


def records(items: int) -> Iterator[Record]:
    """Records of clean generated items."""
    for item in iter_items(items, seed=SEED):
        yield item_to_record(Item.model_validate(item))


def message(items: int, form: str = "itmatt-xml", *, defective: float = 0.0, odd: float = 0.0, described: str = "") -> Path:
    """The file with that many items.

    A share of them may be ``defective``: their gross weight is no number. A share of them may be ``odd``: valid, but with a comment inside,
    which only a parser of XML can be trusted with. In one that is ``described`` "anew", hardly any description stands twice: each has
    further words behind it, and suits its HS code as before. In one that is described by "traders", descriptions are what these wrote in
    thirteen languages (``descriptions/labelled.csv``), with further words, beside codes that do not suit them.
    """
    OUT.mkdir(parents=True, exist_ok=True)
    kinds = f"{f'-odd{int(odd * 100)}' if odd else ''}{f'-{described}' if described else ''}"
    path = OUT / f"{items}-{int(defective * 100)}{kinds}.{EXTENSIONS[form]}"
    if path.exists():
        return path
    draft = path.with_suffix(".draft")
    if described:
        draft.write_text(_DESCRIBED[described](message(items, form, defective=defective, odd=odd).read_text("utf-8")), "utf-8")
    elif defective or odd:
        text = message(items, form).read_text("utf-8")
        draft.write_text(_with_comments(_spoilt(text, form, defective) if defective else text, odd), "utf-8")
    elif form == "itmatt-xml":
        _write(draft, form, records(items), f"BENCH-{items}")
    else:
        # Reading what is there takes a fraction of the time of drawing it anew.
        with reading(message(items)) as found:
            _write(draft, form, found.records(), f"BENCH-{items}")  # type: ignore[union-attr]
    return draft.rename(path)


def header_of(message_id: str, *, complete: bool = True) -> Record:
    """The header of a message between many operators; one that is not ``complete`` names no parties, about which there are two findings."""
    if complete:
        return header_to_record(Header.model_validate({**generated_header(), "message_id": message_id}))
    header = HEADER_LAYOUT.empty()
    header[HEADER_LAYOUT.position("message_id")] = message_id
    return header


def without_parties() -> bytes:
    """A message of one clean item, and a header without parties, as XML."""
    written = io.BytesIO()
    codec("itmatt-xml").write(header_of("BENCH-1", complete=False), records(1), written)
    return written.getvalue()


def _write(path: Path, form: str, items: Iterator[Record], message_id: str) -> None:
    header = header_of(message_id)
    with path.open("wb") as file:
        codec(form).write(header, items, file)


def _spoilt(text: str, form: str, share: float) -> str:
    """Every n-th item gets a gross weight with a decimal comma."""
    pattern = r"(<GrossWeight>)([^<]*)(</GrossWeight>)" if form == "itmatt-xml" else r'("gross_weight": ?")([^"]*)(")'
    return _every(share, pattern, lambda found: f"{found[1]}{found[2].replace('.', ',')}{found[3]}", text)


def _with_comments(text: str, share: float) -> str:
    return _every(share, "<ItemId>", lambda found: f"<!-- as scanned -->{found[0]}", text) if share else text


def _described_anew(text: str) -> str:
    # A message of another length has other words: a program that was run in with one does not know those of the next.
    chance = Random(len(text))

    def longer(found: re.Match[str]) -> str:
        words = " ".join(chance.sample(_WORDS, 3))
        return f"<Description>{escape(f'{unescape(found[1])} {words}'[:_LONGEST])}</Description>"

    return re.sub("<Description>([^<]*)</Description>", longer, text)


def _described_by_traders(text: str) -> str:
    with (Path(__file__).parent / "descriptions" / "labelled.csv").open(encoding="utf-8", newline="") as file:
        written = [row["text"] for row in csv.DictReader(file) if row["label"] == "good"]
    chance = Random(len(text))

    def another(_: re.Match[str]) -> str:
        words = " ".join(chance.sample(_WORDS, chance.randint(1, 3)))
        return f"<Description>{escape(f'{chance.choice(written)} {words}'[:_LONGEST])}</Description>"

    return re.sub("<Description>[^<]*</Description>", another, text)


_DESCRIBED = {"anew": _described_anew, "traders": _described_by_traders}


def _every(share: float, pattern: str, change, text: str) -> str:
    step = round(1 / share)
    seen = 0

    def one(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return found[0] if seen % step else change(found)

    return re.sub(pattern, one, text)


def refresh() -> None:
    """Forget the messages of another generator or field table."""
    OUT.mkdir(parents=True, exist_ok=True)
    sources = [*Path(ead.testing.__file__).parent.rglob("*"), *Path(ead.fields.__file__).parent.rglob("*.py"), Path(__file__)]
    contents = (path.read_bytes() for path in sorted(sources) if path.is_file() and "__pycache__" not in path.parts)
    edition = hashlib.sha256(b"".join(contents)).hexdigest()
    stamp = OUT / "edition.txt"
    if not stamp.exists() or stamp.read_text("utf-8") != edition:
        for extension in EXTENSIONS.values():
            for path in OUT.glob(f"*.{extension}"):
                path.unlink()
        stamp.write_text(edition, "utf-8")
