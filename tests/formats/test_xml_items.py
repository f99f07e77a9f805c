"""Items of XML messages in the forms that they may have: every way reads them alike, and finds the same places."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ead
from ead.fields.layout import ITEM_LAYOUT, Record
from ead.formats import itmatt_xml, xml_items
from ead.formats.base import Place
from ead.formats.itmatt_xml import CODEC
from ead.intake import fast_path
from ead.intake.source import open_source
from ead.intake.xml_tree import has_plain_blanks, new_parser, parse
from ead.limits import DEFAULT_LIMITS
from ead.models import Item
from ead.models.records import item_to_record
from ead.testing.generator import REFERENCE_DATE, iter_items

SENDER = ITEM_LAYOUT.position("sender")
NAME = ITEM_LAYOUT.by_name["sender"][1].position("name")

# Other forms of the same: what is in an item, and what is put there.
FORMS = {
    "comment between elements": (b"<ItemId>", b"<!-- a <ItemId> that is none --><ItemId>"),
    "comment before the item": (b"<Item>", b"<!-- </Item> --><Item>"),
    "comment in a value": (b"<MailClassCd>U", b"<MailClassCd><!-- x -->U"),
    "comment beside blanks": (b"</City>", b" <!-- x --></City>"),
    "comment behind the last element": (b"</Item>", b"<!-- ContentPiece --></Item>"),
    "cdata": (b"<MailClassCd>U", b"<MailClassCd><![CDATA[U]]>"),
    "instruction": (b"<Sender>", b"<?x <Sender> ?><Sender>"),
    "character reference": (b"<MailClassCd>U", b"<MailClassCd>&#85;"),
    "declaration": (b"<Item>", b"<Item xmlns='urn:ead:itmatt:1'>"),
    "blank in a tag": (b"<Sender>", b"<Sender >"),
    "prefix": (b"<Item>", b"<Item xmlns:e='urn:ead:itmatt:1'><e:ItemId>LX806576725TW</e:ItemId>"),
}
FAULTS = {
    "none": (b"", b""),
    "weight": (b"<GrossWeight>", b"<GrossWeight>x"),
    "twice": (b"</ItemId>", b"</ItemId><ItemId>A</ItemId>"),
    "unknown": (b"<Sender>", b"<Unknown>1</Unknown><Sender>"),
    "missing": (b"MailClassCd", b"ItemFormatCd"),
}


def message(*changes: tuple[bytes, bytes], items: int = 5, every: int = 2) -> bytes:
    """A message of which every so many items are changed."""
    stream = io.BytesIO()
    CODEC.write([None] * 5, [item_to_record(Item.model_validate(one)) for one in iter_items(items, seed=8)], stream)
    head, *parts = re.split(rb"(?=<Item>)", stream.getvalue())
    for number in range(0, items, every):
        for old, new in changes:
            parts[number] = parts[number].replace(old, new, 1)
    return head + b"".join(parts)


def read(data: bytes) -> list[tuple[int, Record | None, list[Any], list[Place]]]:
    """What is read of each item, what is wrong with it, and where its fields stand."""
    paths = [(), ("item_id",), ("mail_class",), ("gross_weight",), ("sender", "city"), ("contents", 0, "description"), ("remarks",)]
    stream = CODEC.read(open_source(data), DEFAULT_LIMITS)
    found = []
    for one in stream.items():
        problems = [(problem.code, problem.path, problem.params, problem.steps) for problem in one.problems or ()]
        found.append((one.index, one.record, problems, [one.origin.place(path) for path in paths]))
    assert [] == stream.problems
    return found


def by_each_way(data: bytes, monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    """What is read of a message by the fast path, by trees alone, and by nothing but Python."""
    ways = [read(data)]
    monkeypatch.setattr(fast_path, "ON", False)
    ways.append(read(data))
    monkeypatch.setattr(itmatt_xml, "tree_reader", lambda layout, namespace: lambda element, plain: None)
    ways.append(read(data))
    return ways


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("form", FORMS)
def test_odd_items_are_read_alike_by_every_way(form: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records, problems and places of valid and of faulty items do not depend on the way, nor on the items beside them."""
    data = message(FORMS[form], FAULTS[fault])
    assert data != message()
    fast, trees, python = by_each_way(data, monkeypatch)
    assert python == trees
    assert python == fast


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("prefix", "comment beside blanks")])
def test_the_form_of_an_item_does_not_change_its_record(form: str) -> None:
    """What has another form only has the record of the usual form."""
    plain = [record for _, record, _, _ in read(message())]
    assert plain == [record for _, record, _, _ in read(message(FORMS[form]))]


@pytest.mark.parametrize("every", [1, 2, 7])
def test_findings_do_not_depend_on_the_share_of_odd_items(every: int) -> None:
    """One odd item, some, or nothing but odd items: each gets the findings of its plain twin, but for where they stand."""
    reports = [ead.validate(message(*changes, items=40, every=every), as_of=REFERENCE_DATE) for changes in ([], [FORMS["cdata"]])]
    found = [[(finding.code, finding.location.xpath, finding.location.line) for finding in report.findings] for report in reports]
    assert found[0] == found[1]
    assert reports[0].counts == reports[1].counts


def test_comments_do_not_lead_to_a_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the compiled reader was built, items with comments between their elements are read by it."""
    parsed: list[bytes] = []
    usual = xml_items.parse
    monkeypatch.setattr(xml_items, "parse", lambda data, parser: parsed.append(data) or usual(data, parser))
    monkeypatch.setattr(fast_path, "ON", True)
    data = message(FORMS["comment between elements"])
    scanners = itmatt_xml.ItmattXml().scanners({None: "urn:ead:itmatt:1"})
    assert scanners is not None
    assert 5 == len(read(data))
    assert (scanners.reader is not None) == (sum(b"<batch" in one for one in parsed) == 0)


# Texts that begin with blanks, as they are written, and what XML makes of them.
BLANKS = {
    "carriage return": (b" \rWei", " \nWei"),
    "line end": (b"  \r\nWei", "  \nWei"),
    "comment": (b"  <!-- x -->Wei", "  Wei"),
    "cdata": (b" <![CDATA[Wei]]>", " Wei"),
    "instruction": (b"\t<?x?>Wei", "\tWei"),
    "plain": (b"  Wei", "  Wei"),
}


@pytest.mark.parametrize("case", BLANKS)
def test_blanks_at_the_beginning_of_a_text_are_kept_by_every_way(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands behind blanks in a text, they belong to it; those between elements belong to nothing."""
    written, meant = BLANKS[case]
    name = re.search(rb"<Name>[^<]*", message())
    assert name is not None
    for found in by_each_way(message((name[0], b"<Name>" + written), every=5), monkeypatch):
        _, record, problems, _ = found[0]
        assert record is not None
        assert [] == problems
        assert meant == record[SENDER][NAME]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["<a>", "<b>", "</>", " ", "\n", "x", "!", "&#13;", "&lt;"]), max_size=30))
def test_what_is_dropped_without_blanks_stands_between_elements(parts: list[str]) -> None:
    """Elements that hold no other elements have the same text with either parser; of others, nothing but blanks is lost."""
    written, begun = "<r>", ["r"]
    for part in parts:
        if part == "</>":
            written += f"</{begun.pop()}>" if len(begun) > 1 else ""
        else:
            begun += [part[1:-1]] if part[0] == "<" else []
            written += part
    data = (written + "".join(f"</{name}>" for name in reversed(begun))).encode()
    with_blanks, without = (list(parse(data, new_parser(blanks=blanks)).iter()) for blanks in (True, False))
    assert [one.tag for one in with_blanks] == [one.tag for one in without]
    if has_plain_blanks(data):
        assert [one.text for one in with_blanks if not len(one)] == [one.text for one in without if not len(one)]
        assert [(one.text or "").strip(" \n") for one in with_blanks] == [(one.text or "").strip(" \n") for one in without]
