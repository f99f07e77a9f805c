"""The usual frame of an XML message, taken in by one regular expression, and what is left to the parsers."""

from __future__ import annotations

import pytest

from ead.fields.messages import ITMATT, message_type
from ead.formats.xml_frame import frame_scanner

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROOT = '<Itmatt xmlns="urn:ead:itmatt:1">'


def scanned(text: str) -> list[str | None] | str | None:
    """The header of a frame; ``no header`` where there is none, and ``None`` where the parsers must decide."""
    frame = frame_scanner(ITMATT)(text.encode())
    return None if frame is None else frame.header or "no header"


@pytest.mark.parametrize("declaration", [DECLARATION, '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8"?>\n\n', "", "\n "])
def test_the_usual_prologs_are_taken_in(declaration: str) -> None:
    """With an XML declaration for UTF-8 or with none, the header is read."""
    expected = ["M-1", None, None, None, None]
    assert expected == scanned(f"{declaration}{ROOT}\n  <Header>\n <MessageId>M-1</MessageId>\t</Header>\n  ")


def test_all_fields_of_a_header_are_taken_in() -> None:
    """Values come as they are written, in the order of the table."""
    values = ["M 1", "BEA", "Größe > 1", "2026-11-03T08:00:00+01:00", "true"]
    names = [leaf.field.xml for leaf in ITMATT.header.leaves.values()]
    inner = "\r\n".join(f"<{name}>{value}</{name}>" for name, value in zip(names, values, strict=True))
    assert values == scanned(f"{DECLARATION}{ROOT}\r\n<Header>{inner}</Header>\r\n")


def test_a_header_without_fields_is_not_the_same_as_none() -> None:
    """An empty header gives an empty record, an absent one none."""
    assert [None] * 5 == scanned(f"{ROOT}<Header></Header>")
    assert "no header" == scanned(ROOT)


@pytest.mark.parametrize(
    "text",
    [
        f"{ROOT}<!-- x --><Header></Header>",
        f"{ROOT}<Header/>",
        f"{ROOT}<Header><MessageId>A&amp;B</MessageId></Header>",
        f"{ROOT}<Header><MessageId>A]]>B</MessageId></Header>",
        f"{ROOT}<Header><MessageId>A\x01B</MessageId></Header>",
        f"{ROOT}<Header><MessageId></MessageId></Header>",
        f"{ROOT}<Header><MessageId>{'x' * 36}</MessageId></Header>",
        f"{ROOT}<Header><TestInd>yes</TestInd></Header>",
        f"{ROOT}<Header><CreationDt>2026-02-30T08:00:00</CreationDt></Header>",
        f"{ROOT}<Header><TestInd>true</TestInd><MessageId>M</MessageId></Header>",
        f"{ROOT}<Header></Header><Header></Header>",
        f"{ROOT}<Header></Header>x",
        f"{ROOT}{' ' * 5000}",
        '<Itmatt xmlns="urn:ead:itmatt:2">',
        '<Itmatt xmlns="urn:ead:itmatt:1" a="b">',
        '<e:Itmatt xmlns:e="urn:ead:itmatt:1">',
        f'<?xml version="1.1"?>{ROOT}',
        f'<?xml version="1.0" encoding="latin1"?>{ROOT}',
        f"<!DOCTYPE Itmatt>{ROOT}",
        f" {DECLARATION}{ROOT}",
    ],
)
def test_whatever_is_not_usual_is_left_to_the_parsers(text: str) -> None:
    """Comments, entities, faulty values, other orders, namespaces, attributes and declarations do not match."""
    assert scanned(text) is None


def test_bytes_that_are_not_utf8_are_left_to_the_parsers() -> None:
    """A frame is not guessed at where it cannot be decoded."""
    assert frame_scanner(ITMATT)(f"{ROOT}<Header><MessageId>ü</MessageId></Header>".encode("latin-1")) is None


def test_every_message_has_a_scanner_of_its_own() -> None:
    """The root and the namespace are those of the message."""
    frame = frame_scanner(message_type("CUSRSP"))(b'<Cusrsp xmlns="urn:ead:cusrsp:1">\n')
    assert frame is not None
    assert ("Cusrsp", "urn:ead:cusrsp:1") == (frame.root, frame.namespace)
    assert frame_scanner(message_type("CUSRSP"))(ROOT.encode()) is None


@pytest.mark.parametrize(("suffix", "ends"), [(b"\r\n</Itmatt>\n", True), (b"</Itmatt >", False), (b"</Itmatt>x", False), (b"", False)])
def test_only_the_end_of_the_root_may_follow(suffix: bytes, ends: bool) -> None:
    """Whatever else stands behind the items is looked at by a parser."""
    frame = frame_scanner(ITMATT)(ROOT.encode())
    assert frame is not None
    assert ends == frame.ends_with(suffix)


def test_places_in_a_frame_are_found_by_name() -> None:
    """Start tag, content and end of an element are told by their offsets; what is not there has none."""
    text = f"{ROOT}\n<Header><MessageId>M-1</MessageId></Header>"
    frame = frame_scanner(ITMATT)(text.encode())
    assert frame is not None
    start, inside, end = frame.locate((("Header", 1), ("MessageId", 1))) or (0, 0, 0)
    assert ("<MessageId>", "<MessageId>M-1</MessageId>") == (text[start:inside], text[start:end])
    assert frame.locate((("Header", 1), ("TestInd", 1))) is None
    header, root = frame.locate((("Header", 1),)), frame.locate(())
    assert header is not None
    assert "<Header><MessageId>M-1</MessageId></Header>" == text[header[0] : header[2]]
    assert root is not None
    assert ROOT == text[root[0] : root[1]]
