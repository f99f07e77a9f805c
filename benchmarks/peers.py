"""What others would do with the same data: lxml (the floor among it), xmlschema, pydantic-xml, xsdata, Saxon, orjson."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path

from lxml import etree

from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf, Record

SCHEMA = Path(__file__).parents[1] / "schemas" / "itmatt-1.xsd"
STYLESHEET = Path(__file__).with_name("peers_saxon.xsl")
NAMESPACE = "urn:ead:itmatt:1"
Run = Callable[[], object]


class NotHere(Exception):
    """What a row needs cannot be installed on every machine; the text says what."""


def read(path: Path) -> Run:
    return lambda: path.read_bytes() and None


def parse(path: Path) -> Run:
    return lambda: len(etree.parse(path).getroot()) - 1


def parse_and_validate(path: Path) -> Run:
    """The floor: lxml parses, libxml2 validates the tree. No extraction, no rules."""
    schema = etree.XMLSchema(etree.parse(SCHEMA))

    def run() -> int:
        tree = etree.parse(path)
        if not schema.validate(tree):
            raise ValueError(schema.error_log[0])
        return len(tree.getroot()) - 1

    return run


def iterparse(path: Path, *, validate: bool) -> Run:
    """libxml2 item by item: a tree of one item at a time, forgotten after it."""
    schema = etree.XMLSchema(etree.parse(SCHEMA)) if validate else None

    def run() -> int:
        items = 0
        for _, item in etree.iterparse(path, tag=f"{{{NAMESPACE}}}Item", schema=schema):
            items += 1
            item.clear()
            while item.getprevious() is not None:
                del item.getparent()[0]
        return items

    return run


def xmlschema_validate(path: Path) -> Run:
    import xmlschema

    schema = xmlschema.XMLSchema10(str(SCHEMA))
    return lambda: schema.validate(str(path))


def pydantic_xml_parse(path: Path) -> Run:
    """Typed models by pydantic-xml: the main fields only, which favours it."""
    from peers_pydantic_xml import Message

    return lambda: len(Message.from_xml(path.read_bytes()).items)


def xsdata_parse(path: Path) -> Run:
    """Data classes by xsdata: the main fields only, which favours it."""
    from peers_xsdata import Message
    from xsdata.formats.dataclass.parsers import XmlParser
    from xsdata.formats.dataclass.parsers.config import ParserConfig

    parser = XmlParser(ParserConfig(fail_on_unknown_properties=False))
    return lambda: len(parser.from_path(path, Message).items)


def saxon_check(path: Path) -> Run:
    """Twenty rules in the shape that Schematron compiles to, by Saxon's XSLT 3.0; no schema check."""
    try:
        import saxonche
    except ImportError as error:
        raise NotHere(f"not measured: {error}") from None

    # Its processor must outlive all that it makes.
    processor = saxonche.PySaxonProcessor(license=False)
    executable = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(STYLESHEET))

    def run() -> int:
        report = executable.transform_to_string(xdm_node=processor.parse_xml(xml_file_name=str(path)))
        if report is None or "failed-assert" in report:
            raise ValueError(report or executable.error_message)
        return int(report.partition('items="')[2].partition('"')[0])

    return run


def orjson_lines(path: Path) -> Run:
    """The floor of NDJSON: each line to dictionaries, nothing looked at. The header is a line of its own."""
    import orjson

    def run() -> int:
        with path.open("rb") as file:
            return sum(1 for line in file if orjson.loads(line)) - 1

    return run


def lxml_write(items: list[Record]) -> Run:
    """lxml's incremental writer: a tree for each item, written and forgotten, with the indents that `ead` writes."""

    def run() -> int:
        with etree.xmlfile(io.BytesIO(), encoding="UTF-8") as file, file.element("Itmatt", nsmap={None: NAMESPACE}):
            for record in items:
                element = etree.Element("Item", nsmap={None: NAMESPACE})
                _fill(element, ITEM_LAYOUT, record)
                file.write(element, pretty_print=True)
        return len(items)

    return run


def _fill(element: etree._Element, layout: Layout, record: Record) -> None:
    for entry in layout.by_name.values():
        if isinstance(entry, Leaf):
            if record[entry.position] is not None:
                etree.SubElement(element, entry.field.xml).text = record[entry.position]
            continue
        position, below = entry
        for group in _groups(record[position], repeated=below.group.repeated):
            _fill(etree.SubElement(element, below.group.xml), below, group)


def _groups(value: Record | None, *, repeated: bool) -> Iterable[Record]:
    return () if value is None else value if repeated else (value,)
