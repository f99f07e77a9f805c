"""What is measured: each row builds, for a number of items, the function that the clock runs on. It returns how many items it did."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import destinations
import peers
from corpus import message, records

import ead
from ead.fields.layout import HEADER_LAYOUT
from ead.formats.registry import codec
from ead.testing.generator import REFERENCE_DATE

FLOOR = "floor"
ONE, THOUSAND, TWENTY_THOUSAND, HUNDRED_THOUSAND = 1, 1_000, 20_000, 100_000
EVERY = (ONE, THOUSAND, HUNDRED_THOUSAND)
SHORT = (ONE, THOUSAND)
LONG = (THOUSAND, HUNDRED_THOUSAND)
SLOW_PATH = {"EAD_FAST_PATH": "0"}
PYTHON_ALONE = SLOW_PATH | {"EAD_NATIVE": "0"}


@dataclass(frozen=True)
class Row:
    """``base`` is the row that this one is compared with, ``ours`` tells rows of `ead` from those of others, ``environment`` is set in the
    process that runs it."""

    key: str
    label: str
    build: Callable[[int], Callable[[], object]]
    sizes: tuple[int, ...] = EVERY
    base: str = FLOOR
    ours: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)


def stream(path: Path, **settings) -> Callable[[], int]:
    """`ead.iter_validate` of a file, results dropped; the last result is of the message and has no item."""
    return lambda: sum(1 for result in ead.iter_validate(path, as_of=REFERENCE_DATE, **settings) if result.index is not None)


def whole(path: Path, *, accepted: bool = True) -> Callable[[], int]:
    """`ead.validate` of a file. Clean files must come out clean, or something else would be measured."""

    def run() -> int:
        report = ead.validate(path, as_of=REFERENCE_DATE)
        if accepted and report.counts.rejected:
            raise ValueError(f"{report.counts.rejected} items of {path.name} were rejected, expected none")
        return report.counts.items

    return run


def findings_only(path: Path) -> Callable[[], object]:
    def run() -> None:
        _ = [finding for result in ead.iter_validate(path, as_of=REFERENCE_DATE) for finding in result.findings]

    return run


def models_kept(path: Path) -> Callable[[], int]:
    return lambda: len([result.item for result in ead.iter_validate(path, as_of=REFERENCE_DATE) if result.index is not None])


def conversion(path: Path, to: str) -> Callable[[], int]:
    return lambda: ead.convert(path, io.BytesIO(), to=to, strict=True).converted


def written(form: str, items: int) -> Callable[[], int]:
    drawn = list(records(items))

    def run() -> int:
        codec(form).write(HEADER_LAYOUT.empty(), drawn, io.BytesIO())
        return items

    return run


def each_destination(items: int) -> Callable[[], int]:
    """A message for each of twenty destinations, one after the other."""
    runs = [stream(path) for path in destinations.messages(items)[0]]
    return lambda: sum(run() for run in runs)


_ROWS = (
    Row("read", "file read", lambda n: peers.read(message(n)), ours=False),
    Row("parse", "lxml parse", lambda n: peers.parse(message(n)), ours=False),
    Row(FLOOR, "lxml parse + XSD (the floor)", lambda n: peers.parse_and_validate(message(n)), (*EVERY, TWENTY_THOUSAND), ours=False),
    Row("iterparse", "libxml2 iterparse", lambda n: peers.iterparse(message(n), validate=False), ours=False),
    Row("iterparse-xsd", "libxml2 iterparse + XSD", lambda n: peers.iterparse(message(n), validate=True), ours=False),
    Row("xmlschema", "xmlschema", lambda n: peers.xmlschema_validate(message(n)), SHORT, ours=False),
    Row("pydantic-xml", "pydantic-xml, main fields", lambda n: peers.pydantic_xml_parse(message(n)), SHORT, ours=False),
    Row("xsdata", "xsdata, main fields", lambda n: peers.xsdata_parse(message(n)), SHORT, ours=False),
    Row("saxon", "Saxon, 20 rules as Schematron", lambda n: peers.saxon_check(message(n)), SHORT, ours=False),
    Row("validate", "`ead.validate`", lambda n: whole(message(n))),
    Row("iter-validate", "`ead.iter_validate`", lambda n: stream(message(n)), (*EVERY, TWENTY_THOUSAND)),
    Row("findings-only", "`ead.iter_validate`, findings kept", lambda n: findings_only(message(n))),
    Row("models", "`ead.iter_validate`, a model per item", lambda n: stream(message(n), models=True)),
    Row("models-kept", "`ead.iter_validate`, models kept", lambda n: models_kept(message(n))),
    Row("reference", "`ead.iter_validate`, reference path alone", lambda n: stream(message(n)), environment=SLOW_PATH),
    Row("python", "`ead.iter_validate`, the same in Python alone", lambda n: stream(message(n)), SHORT, environment=PYTHON_ALONE),
    Row("structure", "`ead.iter_validate`, structure alone", lambda n: stream(message(n), profiles=["structure"])),
    Row("defective-5", "5 % of the items defective", lambda n: whole(message(n, defective=0.05), accepted=False), LONG),
    Row("odd-5", "5 % of the items with a comment", lambda n: whole(message(n, odd=0.05)), LONG),
    Row(
        "defective-100",
        "every item defective",
        lambda n: whole(message(n, defective=1.0), accepted=False),
        (THOUSAND, TWENTY_THOUSAND),
    ),
    # Of fewer items, what is new in one run would be met again in the next.
    Row("anew", "descriptions that do not recur", lambda n: stream(message(n, described="anew")), (HUNDRED_THOUSAND,)),
    Row(
        "traders", "descriptions in 13 languages, and codes that do not suit them", lambda n: stream(message(n, described="traders")), LONG
    ),
    Row("one-destination", "one destination a message", each_destination, (TWENTY_THOUSAND,)),
    Row("twenty-destinations", "twenty destinations a message", lambda n: stream(destinations.messages(n)[1]), (TWENTY_THOUSAND,)),
    Row("orjson", "NDJSON: `orjson.loads` per line", lambda n: peers.orjson_lines(message(n, "itmatt-ndjson")), ours=False),
    Row("ndjson", "NDJSON: `ead.iter_validate`", lambda n: stream(message(n, "itmatt-ndjson")), base="orjson"),
    Row("json", "JSON: `ead.validate`", lambda n: whole(message(n, "itmatt-json")), SHORT),
    Row("cds", "CDS: `ead.iter_validate`", lambda n: stream(message(n, "cds-soap")), SHORT),
    Row("csv", "CSV: `ead.iter_validate`", lambda n: stream(message(n, "csv")), SHORT),
    Row("xml-json", "`ead.convert`, XML to JSON", lambda n: conversion(message(n), "itmatt-json"), SHORT),
    Row("json-xml", "`ead.convert`, JSON to XML", lambda n: conversion(message(n, "itmatt-json"), "itmatt-xml"), SHORT),
    Row("lxml-write", "lxml's incremental writer", lambda n: peers.lxml_write(list(records(n))), SHORT, ours=False),
    Row("write", "XML writer of `ead`", lambda n: written("itmatt-xml", n), SHORT, base="lxml-write"),
)
ROWS = {row.key: row for row in _ROWS}
