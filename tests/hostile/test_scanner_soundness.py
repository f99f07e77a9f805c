"""The compiled schema against the reference path: whatever matches must be valid, with the same record."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from ead.fields import ITMATT_NAMESPACE
from ead.fields.layout import ITEM_LAYOUT
from ead.formats.itmatt_xml import CODEC, ItmattXml
from ead.formats.scanner import is_suspicious, item_scanner
from ead.intake.xml_tree import new_parser, parse
from ead.models import Item
from ead.models.records import item_to_record
from ead.testing.generator import iter_items

MUTANTS = 200_000
SEED = 20261121
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parents[2] / "schemas" / "itmatt-1.xsd"))
OPENING = f'<Itmatt xmlns="{ITMATT_NAMESPACE}"><Header/>'
ODD_TEXT = [
    "]]>", "&amp;", "&#65;", "&lt;", "a&quot;&apos;&gt;b", "&amp;lt;", "&copy;", "&#x0;", "<!-- x -->", "<![CDATA[x]]>", "<Document></Document>", "<ContentPiece></ContentPiece>", "<Sender></Sender>", "<?pi?>", "\ufffe", "\uffff", "\u2028", "\x85", "\xa0", "\t", "\n", "\r", "\x0b", "\x00", "\x1f",
    ">", "<", '"', "'", "\U0001f600", "é", "\u202e", "\u0661", "１", " ", "", "+", "-", ".", "..", "0", "00", "1e5", "Z", "T", "+14:00", "-00:01", "24:00:00", "2026-02-30T10:00:00",
    "2026-02-29T10:00:00", "1999-12-31T23:59:60", "x" * 36, "x" * 71, "9" * 19, "0." + "1" * 7, "true", "INF", "NaN", " 0.5", "0.5 ", "٠.٥",
]  # fmt: skip


def _items() -> list[str]:
    stream = io.BytesIO()
    records = [item_to_record(Item.model_validate(item)) for item in iter_items(300, seed=SEED)]
    for record in records[::7]:
        record[ITEM_LAYOUT.position("transport_date")] = "2026-11-03T00:00:00.25+01:00"
        record[ITEM_LAYOUT.position("extra_fields")] = [["colour", "blue green"]]
    CODEC.write([None] * 5, records, stream)
    text = stream.getvalue().decode()
    return re.findall(r"\s*<Item>.*?</Item>", text, flags=re.DOTALL)


def _swap_texts(item: str, rng: random.Random) -> str:
    leaves = list(re.finditer(r">([^<]+)</", item))
    leaf = rng.choice(leaves)
    return item[: leaf.start(1)] + rng.choice(ODD_TEXT) + item[leaf.end(1) :]


def _insert(item: str, rng: random.Random) -> str:
    at = rng.randrange(len(item) + 1)
    return item[:at] + rng.choice(ODD_TEXT) + item[at:]


def _delete(item: str, rng: random.Random) -> str:
    at = rng.randrange(len(item))
    return item[:at] + item[at + rng.choice((1, 1, 2, 5, 20)) :]


def _move_element(item: str, rng: random.Random) -> str:
    elements = list(re.finditer(r"\s*<(\w+)>[^<]*</\1>", item))
    one, two = rng.choice(elements), rng.choice(elements)
    without = item[: one.start()] + item[one.end() :]
    at = min(two.start(), len(without))
    return without[:at] + one.group() + without[at:]


def _repeat_element(item: str, rng: random.Random) -> str:
    element = rng.choice(list(re.finditer(r"\s*<(\w+)>[^<]*</\1>", item)))
    return item[: element.end()] + element.group() + item[element.end() :]


def _drop_element(item: str, rng: random.Random) -> str:
    element = rng.choice(list(re.finditer(r"\s*<(\w+)>[^<]*</\1>", item)))
    return item[: element.start()] + item[element.end() :]


def _rename(item: str, rng: random.Random) -> str:
    tag = rng.choice(list(re.finditer(r"</?(\w+)>", item)))
    return (
        item[: tag.start(1)]
        + rng.choice(("Name", "x:Name", "Item", "HS", "name", tag[1] + " ", tag[1] + " a='1'", "ContentPiece"))
        + item[tag.end(1) :]
    )


def _respace(item: str, rng: random.Random) -> str:
    blank = rng.choice(list(re.finditer(r"\s+", item)))
    return item[: blank.start()] + rng.choice(("", " ", "\n", "\t", "\r\n", "\xa0", "\u3000", "\x0c")) + item[blank.end() :]


def _change_character(item: str, rng: random.Random) -> str:
    at = rng.randrange(len(item))
    return (
        item[:at]
        + rng.choice(("<", ">", "&", "/", "]", "é", "0", "A", "a", "\ufffe", "\r", "\x08", "\ud7ff", chr(rng.randrange(1, 0xD800))))
        + item[at + 1 :]
    )


MUTATIONS: list[Callable[[str, random.Random], str]] = [
    _swap_texts, _insert, _delete, _move_element, _repeat_element, _drop_element, _rename, _respace, _change_character
]  # fmt: skip


def _reference(item: str) -> list[object] | None:
    """The record that lxml and the field table give, or nothing when they or the XSD find fault."""
    try:
        root = parse(f"{OPENING}{item}</Itmatt>".encode(), new_parser())
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return None
    if len(root) != 2 or not SCHEMA.validate(root):
        return None
    problems: list[object] = []
    record = ItmattXml().decode_item(root[1], problems)  # type: ignore[arg-type]
    return None if problems else record


@pytest.mark.slow
@pytest.mark.hostile
def test_whatever_the_scanner_accepts_is_valid_and_extracted_alike() -> None:
    """No mutant of a valid item is accepted unless lxml, the XSD and the field table accept it with the same record."""
    rng = random.Random(SEED)
    scan = item_scanner()
    items = _items()
    accepted = 0
    for _ in range(MUTANTS):
        mutant = rng.choice(items)
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            mutant = rng.choice(MUTATIONS)(mutant, rng) or mutant
        record = scan(mutant, is_suspicious(mutant.encode(errors="surrogatepass")))
        if record is not None:
            accepted += 1
            assert _reference(mutant) == record, mutant
    assert accepted > MUTANTS / 50


def test_valid_items_match_and_agree_with_the_reference() -> None:
    """Generated items are all matched, with the record of the reference path."""
    scan = item_scanner()
    for item in _items():
        assert _reference(item) == scan(item, is_suspicious(item.encode()))
