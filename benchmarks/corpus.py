"""The messages that are measured: generated once, kept in benchmarks/out/, the same for every tool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ead.fields.layout import HEADER_LAYOUT, Record
from ead.formats.registry import codec
from ead.models import Item
from ead.models.records import item_to_record
from ead.testing.generator import iter_items

OUT = Path(__file__).parent / "out"
SEED = 20261121
EXTENSIONS = {"itmatt-xml": "xml", "itmatt-json": "json", "itmatt-ndjson": "ndjson"}


def records(items: int) -> Iterator[Record]:
    """Records of clean generated items."""
    for item in iter_items(items, seed=SEED):
        yield item_to_record(Item.model_validate(item))


def message(items: int, form: str = "itmatt-xml", *, defective: float = 0.0) -> Path:
    """The file with that many items, of which a share has a gross weight that is no number."""
    OUT.mkdir(exist_ok=True)
    path = OUT / f"{items}-{int(defective * 100)}.{EXTENSIONS[form]}"
    if path.exists():
        return path
    draft = path.with_suffix(".draft")
    if defective:
        clean = message(items, form).read_text("utf-8")
        draft.write_text(_spoilt(clean, form, defective), "utf-8")
    else:
        header = HEADER_LAYOUT.empty()
        header[0] = f"BENCH-{items}"
        with draft.open("wb") as file:
            codec(form).write(header, records(items), file)
    return draft.rename(path)


def _spoilt(text: str, form: str, share: float) -> str:
    """Every n-th item gets a gross weight with a decimal comma."""
    step = round(1 / share)
    seen = 0

    def spoil(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return found[0] if seen % step else f"{found[1]}{found[2].replace('.', ',')}{found[3]}"

    pattern = r"(<GrossWeight>)([^<]*)(</GrossWeight>)" if form == "itmatt-xml" else r'("gross_weight": ?")([^"]*)(")'
    return re.sub(pattern, spoil, text)
