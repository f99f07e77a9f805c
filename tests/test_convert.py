"""Conversion between formats, and the report of what could not be carried."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from lxml import etree

import ead
from ead.atomic import drafting
from ead.convert import ConversionReport, Loss, convert
from ead.formats import itmatt_xml, registry
from ead.formats.base import Codec
from ead.models import Itmatt
from ead.testing.generator import generate

FORMATS = ("itmatt-xml", "itmatt-json", "itmatt-ndjson", "csv", "cds-soap", "cds-data")
EXAMPLES = Path(__file__).parent.parent / "examples"


def message(items: int = 3, seed: int = 5) -> Itmatt:
    """A realistic message."""
    return Itmatt.model_validate(generate(items, seed=seed))


def written(source: Any, to: str, **more: Any) -> bytes:
    """A source in another format."""
    target = io.BytesIO()
    convert(source, target, to=to, **more)
    return target.getvalue()


def canonical(data: bytes) -> bytes:
    """An XML document in canonical form."""
    return bytes(etree.tostring(etree.fromstring(data), method="c14n"))


@pytest.mark.parametrize("there", FORMATS)
@pytest.mark.parametrize("back", FORMATS)
def test_every_format_gives_back_what_every_other_wrote(there: str, back: str) -> None:
    """A message goes from format to format and comes back as the same model."""
    model = message(8)
    assert model == ead.read(written(written(model, there), back))


def test_a_cds_message_comes_back_through_xml_and_json() -> None:
    """CDS to ITMATT-style XML, to JSON, back to CDS and again to XML: both XML documents are canonically equal."""
    xml = written(EXAMPLES / "cds-declarations.xml", "itmatt-xml")
    back = written(written(xml, "itmatt-json"), "cds-soap")
    assert canonical(xml) == canonical(written(back, "itmatt-xml"))


def test_the_cds_example_converts_without_loss() -> None:
    """The first example loses nothing; the sender's secrets are noted and not written."""
    target = io.BytesIO()
    report = convert(EXAMPLES / "cds-declarations.xml", target, to="itmatt-json", strict=True)
    assert (4, 4, True, "cds-soap", "itmatt-json") == (
        report.items,
        report.converted,
        report.lossless,
        report.from_format,
        report.to_format,
    )
    assert ["securityToken", "userCd"] == [note.path for note in report.notes]
    token = etree.parse(EXAMPLES / "cds-declarations.xml").findtext(".//{http://tempuri.org/}securityToken")
    assert str(token) not in target.getvalue().decode() + str(report) + json.dumps(report.as_dict())


@pytest.mark.parametrize("name", ["itmatt.xml", "itmatt.json", "itmatt.ndjson", "itmatt.csv", "itmatt.soap"])
def test_the_extension_tells_the_format(tmp_path: Path, name: str) -> None:
    """A target's extension is enough, and the source is recognised by its content."""
    report = convert(message(), tmp_path / name)
    assert registry.format_for_path(name) == report.to_format
    assert 3 == len(ead.read(tmp_path / name).items)


def test_unknown_formats_and_options_are_refused(tmp_path: Path) -> None:
    """A file object without a format, an unknown extension, format or option: each is named."""
    for target, more in [
        (io.BytesIO(), {}),
        (tmp_path / "a.pdf", {}),
        (tmp_path / "a.xml", {"to": "edifact"}),
        (tmp_path / "a.xml", {"options": {"x": 1}}),
    ]:
        with pytest.raises(ead.UnsupportedFormat):
            convert(message(), target, **more)  # type: ignore[arg-type]
    assert [] == list(tmp_path.iterdir())


def defective() -> bytes:
    """Three items of which the second has no gross weight."""
    model = message()
    data = written(model, "itmatt-xml")
    first, second = (data.index(b"<GrossWeight>", data.index(item.item_id.encode())) for item in model.items[:2])
    end = data.index(b"</GrossWeight>", second) + len(b"</GrossWeight>")
    assert first < second
    return data[:second] + data[end:]


def test_items_that_fail_their_structure_are_left_out_and_listed() -> None:
    """The sound items are written; the other one is a loss with its place, and its findings are told."""
    target = io.BytesIO()
    report = convert(defective(), target, to="itmatt-json")
    (loss,) = report.losses
    assert (3, 2, False) == (report.items, report.converted, report.lossless)
    assert message().items[1].item_id == loss.item
    assert "CORE-STR-001" in loss.reason
    assert loss.line is not None
    assert ["CORE-STR-001"] == [finding.code for finding in report.findings]
    assert [item.item_id for item in message().items[::2]] == [item.item_id for item in ead.read(target.getvalue()).items]


def test_strict_writes_nothing_when_something_would_be_lost(tmp_path: Path) -> None:
    """The old file stays, the exception carries the report, and no draft is left behind."""
    target = tmp_path / "old.json"
    target.write_text("old")
    with pytest.raises(ead.LossyConversion) as caught:
        convert(defective(), target, strict=True)
    assert 1 == len(caught.value.report.losses)
    assert ("old", ["old.json"]) == (target.read_text(), os.listdir(tmp_path))
    stream = io.BytesIO()
    with pytest.raises(ead.LossyConversion):
        convert(defective(), stream, to="csv", strict=True)
    assert b"" == stream.getvalue()


@pytest.mark.parametrize("source", [b"", b"%PDF-1.7", b"<Invoice/>", b'<Itmatt xmlns="urn:ead:itmatt:1"/>'])
def test_a_source_without_items_leaves_the_target_alone(tmp_path: Path, source: bytes) -> None:
    """There is nothing to write, so the old file stays; the finding says why."""
    target = tmp_path / "old.json"
    target.write_text("old")
    report = convert(source, target)
    assert ("old", 0, False) == (target.read_text(), report.converted, report.written)
    assert report.findings
    assert not report.lossless


def test_a_crash_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that fails half-way leaves the old file and no draft."""

    def failing(header: Any, items: Iterable[Any], target: BinaryIO) -> list[Any]:
        target.write(b"half")
        raise RuntimeError("disk")

    broken = Codec("broken", "ITMATT", (), itmatt_xml.read, failing)
    monkeypatch.setattr("ead.convert.codec", lambda name: broken)
    target = tmp_path / "old.xml"
    target.write_text("old")
    with pytest.raises(RuntimeError):
        convert(message(), target, to="broken")
    assert ("old", ["old.xml"]) == (target.read_text(), os.listdir(tmp_path))


def test_permissions_and_links_are_kept(tmp_path: Path) -> None:
    """A file that is replaced keeps its mode, and a link goes on leading to its file."""
    target, link = tmp_path / "real.xml", tmp_path / "link.xml"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    convert(message(), link)
    assert (0o640, True, 3) == (target.stat().st_mode & 0o777, link.is_symlink(), len(ead.read(target).items))


def test_a_new_file_gets_ordinary_permissions(tmp_path: Path) -> None:
    """A draft is private, the file is what ``open`` would have made."""
    (tmp_path / "plain").touch()
    convert(message(), tmp_path / "new.xml")
    assert (tmp_path / "plain").stat().st_mode == (tmp_path / "new.xml").stat().st_mode


def test_a_device_is_written_to_and_not_replaced() -> None:
    """What is no regular file stays what it is."""
    convert(message(), os.devnull, to="itmatt-xml")
    assert Path(os.devnull).is_char_device()


def test_a_target_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A directory, a missing directory and an object of another kind are errors of their own."""
    with pytest.raises(IsADirectoryError):
        convert(message(), tmp_path, to="itmatt-xml")
    with pytest.raises(FileNotFoundError):
        convert(message(), tmp_path / "none" / "a.xml")
    with pytest.raises(TypeError, match="not int"), drafting(7):  # type: ignore[arg-type]
        pass


def test_a_file_can_be_converted_onto_itself(tmp_path: Path) -> None:
    """The source is read to its end before it is replaced."""
    path = tmp_path / "a.xml"
    convert(message(), path)
    convert(path, path, to="itmatt-json")
    assert message() == ead.read(path)


class OneWay(io.BytesIO):
    """A stream that cannot go back."""

    def seekable(self) -> bool:
        """Never."""
        return False


def late_header() -> bytes:
    """A JSON message whose header stands behind its items."""
    values = generate(2, seed=1)
    return json.dumps({"message": "ITMATT", "items": values["items"], "header": values["header"]}).encode()


@pytest.mark.parametrize("source", [late_header(), io.BytesIO(late_header())])
def test_a_header_behind_the_items_is_carried(source: Any) -> None:
    """The source is read a second time for it."""
    assert generate(2, seed=1)["header"]["message_id"] == ead.read(written(source, "itmatt-xml")).header.message_id


def test_a_header_behind_the_items_is_a_loss_when_there_is_no_way_back() -> None:
    """A stream that cannot be read twice loses such a header, and that is said."""
    report = convert(OneWay(late_header()), io.BytesIO(), to="itmatt-xml")
    assert ["header"] == [loss.path for loss in report.losses]


@pytest.mark.parametrize("kind", [bytes, io.BytesIO, OneWay])
def test_what_was_left_behind_is_addressed(kind: Any) -> None:
    """Notes name the item, and its line when the source can be looked at again."""
    data = written(message(), "cds-soap").replace(b"</o:MailObject>", b"</o:MailObject>\n<o:Response/>", 2)
    data = data.replace(b"<o:Response/>", b"<o:Response>\n</o:Response>")
    report = convert(kind(data), io.BytesIO(), to="itmatt-xml")
    (note,) = report.notes
    again = kind is not OneWay
    assert (message().items[0].item_id if again else "item 1") == note.item
    assert (data.split(b"\n").index(b"<o:Response>") + 1 if again else None) == note.line
    assert "(2 of the items have one)" in note.reason
    assert report.lossless


def test_notes_of_the_writer_count_the_items_of_the_source() -> None:
    """An item that was left out before it does not shift the address."""
    model = message()
    values = model.model_dump(mode="json", exclude_none=True)
    values["items"][0].pop("gross_weight")
    values["items"][2]["posted_at"] += "Z"
    (note,) = convert(json.dumps(values).encode(), io.BytesIO(), to="cds-soap").notes
    assert (values["items"][2]["item_id"], "/items/2/posted_at") == (note.item, note.json_pointer)


def test_long_texts_that_only_cds_has_are_lost_with_their_place() -> None:
    """Remarks longer than an extra field can hold are a loss at their element."""
    data = written(message(1), "cds-soap").replace(
        b"<o:OrigPostOrgCd>", b"<o:MailStateRemarks>" + b"r" * 600 + b"</o:MailStateRemarks><o:OrigPostOrgCd>"
    )
    (loss,) = convert(data, io.BytesIO(), to="itmatt-xml").losses
    found = etree.fromstring(data).xpath(str(loss.xpath))
    assert ["MailStateRemarks"] == [etree.QName(element).localname for element in found]


def test_the_report_reads_as_text_and_as_data() -> None:
    """One line of totals, one for each loss and note; the same as plain data."""
    loss, note = Loss("item 2", "item 2 / remarks", "no place for it", line=7), Loss(None, "userCd", "a secret")
    report = ConversionReport(from_format=None, to_format="csv", items=2, converted=1, losses=(loss,), notes=(note,))
    assert [
        "1 of 2 item(s) converted from an unknown format to csv, 1 loss(es)",
        "lost: item 2 / remarks (line 7): no place for it",
        "note: userCd: a secret",
    ] == str(report).splitlines()
    assert {"from": None, "to": "csv", "items": 2, "converted": 1, "lossless": False} == {
        key: value for key, value in report.as_dict().items() if key in ("from", "to", "items", "converted", "lossless")
    }
    assert 7 == report.as_dict()["losses"][0]["line"]


def test_items_are_carried_one_at_a_time() -> None:
    """The writer asks for an item before the reader has read the next batch: memory is one batch, whatever the size."""
    asked: list[int] = []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(self.tell())
            return super().read(size)

    data = written(message(1), "itmatt-xml")
    start, end = data.index(b"  <Item>"), data.index(b"</Itmatt>")
    source = Watched(data[:start] + data[start:end] * 2000 + data[end:])
    reached: list[int] = []

    class Sink(io.BytesIO):
        def write(self, part: Any) -> int:
            reached.append(asked[-1])
            return len(part)

    codec = registry.codec("itmatt-xml")
    from ead.convert import reading

    with reading(source) as opened:
        assert not isinstance(opened, list)
        codec.write(opened.stream.header or [], opened.records(), Sink())
    assert reached[1] < len(source.getvalue()) / 2 < reached[-1]


def test_the_module_and_the_function_share_a_name() -> None:
    """``ead.convert`` can be called even when the module of that name was imported first."""
    module = sys.modules["ead.convert"]
    assert 3 == module(message(), io.BytesIO(), to="csv").converted  # type: ignore[operator]
