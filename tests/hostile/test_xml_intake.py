"""XML made to harm, to confuse or to break: each gives a finding with a place, never an exception."""

from __future__ import annotations

import codecs
import io
import time

import pytest

from ead.findings import Outcome
from ead.limits import Limits
from ead.validator import Validator

NAMESPACE = "urn:ead:itmatt:1"
ITEM = (
    "<Item><ItemId>LX806576725TW</ItemId><MailClassCd>U</MailClassCd><OrigPostOrgCd>TWA</OrigPostOrgCd><DestPostOrgCd>BEA</DestPostOrgCd>"
    "<NatureTypeCd>11</NatureTypeCd><GrossWeight>0.250</GrossWeight></Item>"
)
STRUCTURE = Validator(profiles=["structure"])


def message(items: str = ITEM, *, declaration: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> str:
    return f'{declaration}<Itmatt xmlns="{NAMESPACE}">\n<Header><MessageId>M1</MessageId></Header>\n{items}\n</Itmatt>\n'


def codes(data: bytes, **settings: object) -> list[str]:
    validator = Validator(profiles=["structure"], **settings) if settings else STRUCTURE  # type: ignore[arg-type]
    return [finding.code for finding in validator.validate(data).findings]


def test_a_plain_message_is_accepted() -> None:
    """The message that the others are broken versions of has no finding."""
    assert [] == codes(message().encode())


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE Itmatt [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE Itmatt [<!ENTITY a "&b;"><!ENTITY b "&a;">]>',
        '<!DOCTYPE Itmatt SYSTEM "http://example.com/itmatt.dtd">',
        '<!DOCTYPE Itmatt [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE Itmatt [<!ENTITY % p SYSTEM "http://example.com/p.dtd"> %p;]>',
        "<!DOCTYPE Itmatt>",
        "<!-- first -->\n<!DOCTYPE Itmatt [\n]>",
    ],
)
def test_a_doctype_is_refused_in_milliseconds(doctype: str) -> None:
    """Whatever a DOCTYPE holds, it is refused with one finding and nothing behind it is looked at."""
    data = message(declaration=f'<?xml version="1.0"?>\n{doctype}\n').encode() + b" " * 1_000_000
    report = STRUCTURE.validate(data)
    assert ["CORE-INT-003"] == [finding.code for finding in report.findings]
    assert Outcome.REJECTED is report.outcome
    assert report.findings[0].location.line is not None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_doctype_in_utf16_is_refused_too(encoding: str) -> None:
    """Transcoding comes before the search for a DOCTYPE."""
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE Itmatt><Itmatt/>'
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    assert ["CORE-INT-003"] == codes(mark + text.encode(encoding))


@pytest.mark.parametrize(
    ("declared", "encoding", "mark"),
    [
        ("UTF-8", "utf-8", b""),
        ("utf-8", "utf-8", codecs.BOM_UTF8),
        ("UTF-16", "utf-16", b""),
        ("UTF-16", "utf-16-be", codecs.BOM_UTF16_BE),
        ("US-ASCII", "ascii", b""),
        ("ISO-8859-1", "latin-1", b""),
        ("windows-1252", "cp1252", b""),
    ],
)
def test_accepted_encodings_are_read(declared: str, encoding: str, mark: bytes) -> None:
    """Every encoding on the list gives the same item."""
    text = message(declaration=f'<?xml version="1.0" encoding="{declared}"?>\n')
    assert ["LX806576725TW"] == [result.item_id for result in STRUCTURE.iter_validate(mark + text.encode(encoding))]
    assert [] == codes(mark + text.encode(encoding))


@pytest.mark.parametrize(("declared", "junk"), [("US-ASCII", "é".encode()), ("windows-1252", b"\x81"), ("UTF-16", b"\x00\xd8\x41\x00")])
@pytest.mark.parametrize("items", [1, 60])
def test_bytes_that_are_not_of_the_declared_encoding(declared: str, junk: bytes, items: int) -> None:
    """One finding with the line of the first such byte; the items before it are checked, and the message is not accepted."""
    text = message(ITEM * items, declaration=f'<?xml version="1.0" encoding="{declared}"?>\n').replace(
        "</Itmatt>", "\n<!-- ? -->\n</Itmatt>"
    )
    encoded = text.encode("utf-16" if declared == "UTF-16" else "ascii")
    mark = "?".encode("utf-16-le" if declared == "UTF-16" else "ascii")
    at = encoded.rindex(mark)
    report = STRUCTURE.validate(encoded[:at] + junk + encoded[at + len(mark) :])
    assert items == report.counts.items
    found = [finding for finding in report.findings if finding.code == "CORE-INT-006"]
    assert [text[: text.rindex("?")].count("\n") + 1] == [finding.location.line for finding in found]
    assert not report.accepted


@pytest.mark.parametrize("end", ["</Item >", "</Item\n>", "</Item\t>"])
@pytest.mark.parametrize("items", [0, 1, 5])
def test_a_last_end_tag_in_another_form(end: str, items: int) -> None:
    """Blanks in the end tag of the last item alone: the item is an item."""
    text = message(ITEM * items + ITEM.replace("</Item>", end))
    assert items + 1 == STRUCTURE.validate(text.encode()).counts.items
    assert {"CORE-DUP-001"} >= set(codes(text.encode()))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_item_that_cannot_be_read_is_not_accepted_unsaid(jobs: int) -> None:
    """A code that is left out of the report leaves item and message incomplete: what was not checked is not accepted."""
    text = message(ITEM + ITEM.replace("</ItemId>", "</ItemID>"))
    report = Validator(["structure"], ignore=["CORE-INT-006"]).validate(text.encode(), jobs=jobs)
    assert [] == report.findings
    assert (1, 1) == (report.counts.accepted, report.counts.incomplete)
    assert "incomplete" == report.outcome.value


def test_letters_outside_ascii_survive_transcoding() -> None:
    """A Latin-1 name arrives as it was written."""
    text = message(
        ITEM.replace("</Item>", "<Sender><Name>Zoë</Name></Sender></Item>"), declaration='<?xml version="1.0" encoding="ISO-8859-1"?>\n'
    )
    result = next(iter(STRUCTURE.iter_validate(text.encode("latin-1"))))
    assert result.item is not None
    assert "Zoë" == result.item.sender.name  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (codecs.BOM_UTF32_LE + message().encode("utf-32-le"), "CORE-INT-004"),
        (message(declaration='<?xml version="1.0" encoding="UTF-7"?>').encode(), "CORE-INT-004"),
        (message(declaration='<?xml version="1.0" encoding="IBM037"?>').encode("cp037"), "CORE-INT-002"),
        (message(declaration='<?xml version="1.0" encoding="Shift_JIS"?>').encode(), "CORE-INT-004"),
        (message().encode("utf-16-le"), "CORE-INT-004"),
        (codecs.BOM_UTF8 + message(declaration='<?xml version="1.0" encoding="ISO-8859-1"?>').encode(), "CORE-INT-005"),
        (codecs.BOM_UTF16_LE + message().encode("utf-16-le"), "CORE-INT-005"),
        (message(declaration='<?xml version="1.0" encoding="UTF-16"?>').encode(), "CORE-INT-005"),
    ],
)
def test_other_encodings_are_refused(data: bytes, code: str) -> None:
    """Encodings off the list, and marks that contradict the declaration, give one finding."""
    assert [code] == codes(data)


def test_invalid_utf8_costs_only_its_item() -> None:
    """A byte that is not UTF-8 breaks one item; the one behind it is still checked."""
    bad = ITEM.replace("LX806576725TW", "EC253990191BE").encode().replace(b"TWA", b"T\xff\xfe")
    data = (
        message(ITEM)
        .encode()
        .replace(b"\n</Itmatt>", b"\n" + bad + b"\n" + ITEM.replace("LX806576725TW", "EC257727105BE").encode() + b"</Itmatt>")
    )
    report = STRUCTURE.validate(data)
    assert ["CORE-INT-006"] == [finding.code for finding in report.findings]
    assert (3, 2) == (report.counts.items, report.counts.accepted)
    assert 5 == report.findings[0].location.line


@pytest.mark.parametrize(
    "broken",
    [
        ITEM.replace("<ItemId>", "<ItemId><b>"),
        ITEM.replace("TWA", "A & B"),
        ITEM.replace("TWA", "A < B"),
        ITEM.replace("TWA", "&undefined;"),
        ITEM.replace("TWA", "\x01"),
        ITEM.replace("TWA", "&#0;"),
        ITEM.replace("TWA", "&#xFFFE;"),
        ITEM.replace("TWA", "x]]>y"),
        ITEM.replace("<ItemId>", "<x:ItemId>").replace("</ItemId>", "</x:ItemId>"),
        ITEM.replace("<ItemId>", "<ItemId a='1' a='2'>"),
        ITEM.replace("<Item>", "<Item><!-- a -- b -->"),
    ],
)
def test_an_item_that_is_not_well_formed_costs_only_itself(broken: str) -> None:
    """One finding on the broken item, with its line; the items around it are accepted."""
    report = STRUCTURE.validate(message("\n".join([ITEM, broken, ITEM.replace("LX806576725TW", "EC253990191BE")])).encode())
    assert ["CORE-INT-006"] == [finding.code for finding in report.findings]
    assert (3, 2) == (report.counts.items, report.counts.accepted)
    assert 5 == report.findings[0].location.line


def test_comments_cdata_and_instructions_are_read_through() -> None:
    """Item ends inside comments and CDATA are no ends; values in CDATA count as text."""
    odd = ITEM.replace("<ItemId>LX806576725TW", "<!-- </Item> --><?note </Item> ?><ItemId><![CDATA[LX806576725TW]]>").replace(
        "</Item>", "<Remarks><![CDATA[</Item> & more]]></Remarks></Item>"
    )
    results = list(STRUCTURE.iter_validate(message(odd).encode()))
    assert 1 == len(results)
    assert "</Item> & more" == results[0].item.remarks  # type: ignore[union-attr]


def test_prefixes_and_other_declarations_make_no_difference() -> None:
    """The namespace counts, not how it is written."""
    text = message().replace("<", "<q:").replace("<q:/", "</q:").replace("<q:?xml", "<?xml").replace("xmlns=", "xmlns:q=")
    assert [] == codes(text.encode())


def test_a_foreign_namespace_in_an_item_is_one_finding() -> None:
    """An element that looks right but is in another namespace is told, and the field counts as missing only once."""
    found = codes(
        message(ITEM.replace("<GrossWeight>", "<w:GrossWeight xmlns:w='urn:x'>").replace("</GrossWeight>", "</w:GrossWeight>")).encode()
    )
    assert "CORE-STR-014" in found


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "CORE-INT-001"),
        (b" \n\t ", "CORE-INT-001"),
        (b"%PDF-1.7 ...", "CORE-INT-002"),
        (b"<Invoice xmlns='urn:x'/>", "CORE-MSG-001"),
        (b"<Itmatt/>", "CORE-MSG-002"),
        (b"<Itmatt xmlns='urn:ead:itmatt:2'/>", "CORE-MSG-002"),
        (f"<Itmatt xmlns='{NAMESPACE}'/>".encode(), "CORE-MSG-004"),
        (b"<", "CORE-INT-006"),
        (b"<?xml version='1.0'?>", "CORE-INT-006"),
        (b"<Itmatt", "CORE-INT-006"),
    ],
)
def test_what_is_no_message_is_told_in_one_finding(data: bytes, code: str) -> None:
    """Empty, foreign and unfinished sources give exactly one finding."""
    assert [code] == codes(data)


def test_blanks_without_end_are_refused_after_the_prolog_limit() -> None:
    """Megabytes of spaces are not read as a message."""
    started = time.monotonic()
    assert ["CORE-INT-007"] == codes(b" " * 50_000_000)
    assert time.monotonic() - started < 30


def test_a_truncated_message_keeps_the_items_before_the_cut() -> None:
    """What came whole is checked; the outcome is incomplete."""
    whole = message("\n".join([ITEM, ITEM.replace("LX806576725TW", "EC253990191BE")]))
    report = STRUCTURE.validate(whole[: whole.rindex("<MailClassCd>") + 5].encode())
    assert ["CORE-INT-009"] == [finding.code for finding in report.findings]
    assert (1, Outcome.INCOMPLETE) == (report.counts.accepted, report.outcome)


def test_an_item_over_the_limit_is_left_out_and_the_rest_checked() -> None:
    """An item larger than the limit makes the outcome incomplete; memory is not spent on it."""
    large = ITEM.replace("TWA", "A" * 2_000_000)
    report = Validator(profiles=["structure"], limits=Limits(item_bytes=500_000)).validate(
        message("\n".join([ITEM, large, ITEM.replace("LX806576725TW", "EC253990191BE")])).encode()
    )
    assert "CORE-INT-008" in [finding.code for finding in report.findings]
    assert (2, Outcome.INCOMPLETE) == (report.counts.accepted, report.outcome)


def test_the_item_limit_holds_for_small_items_too() -> None:
    """An item over the limit is found although it came in one piece with others."""
    report = Validator(profiles=["structure"], limits=Limits(item_bytes=500)).validate(
        message("\n".join([ITEM, ITEM.replace("TWA", "A" * 600), ITEM.replace("LX806576725TW", "EC253990191BE")])).encode()
    )
    assert ["CORE-INT-008"] == [finding.code for finding in report.findings]
    assert (3, 2, 1) == (report.counts.items, report.counts.accepted, report.counts.incomplete)


def test_many_attributes_and_unknown_elements_stay_single_findings() -> None:
    """A hundred thousand attributes or a deep unknown tree give one finding each, in linear time."""
    attributes = " ".join(f"a{number}='x'" for number in range(100_000))
    assert ["CORE-STR-010"] == codes(message(ITEM.replace("<ItemId>", f"<ItemId {attributes}>")).encode())
    deep = "<a>" * 200 + "</a>" * 200
    assert ["CORE-STR-002"] == codes(message(ITEM.replace("</Item>", deep + "</Item>")).encode())


def test_no_file_or_socket_is_opened_because_of_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """XInclude, schemaLocation, xml:base and stylesheet instructions are never followed."""

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("content made the library open something")

    data = message(
        ITEM.replace("</Item>", '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname"/></Item>'),
        declaration='<?xml version="1.0"?>\n<?xml-stylesheet href="http://example.com/x.xsl" type="text/xsl"?>\n',
    ).replace(
        "<Itmatt ", '<Itmatt xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x http://example.com/x.xsd" '
    )
    STRUCTURE.validate(message().encode())
    monkeypatch.setattr("builtins.open", forbidden)
    monkeypatch.setattr("socket.socket", forbidden)
    assert "CORE-STR-002" in codes(data.encode())


def test_a_stream_is_read_in_pieces_of_any_size() -> None:
    """Cuts inside tags, comments and multi-byte letters change nothing."""

    class Dribble(io.RawIOBase):
        def __init__(self, data: bytes, step: int) -> None:
            self.data, self.step, self.at = data, step, 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            part = self.data[self.at : self.at + min(self.step, size)]
            self.at += len(part)
            return part

    items = "\n".join(
        ITEM.replace("LX806576725TW", f"E{number}").replace("</Item>", "<!-- </Item> é --><Remarks>é</Remarks></Item>")
        for number in range(30)
    )
    data = message(items).encode()
    whole = [result.record for result in STRUCTURE.iter_validate(data)]
    assert 30 == len(whole)
    for step in (1, 7, 100, 1000):
        assert whole == [result.record for result in STRUCTURE.iter_validate(Dribble(data, step))]
