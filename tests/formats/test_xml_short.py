"""Short messages that are taken in whole come out as by the general way."""

from __future__ import annotations

import gc
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead import Validator
from ead.formats.item_reader import item_reader
from ead.formats.registry import recognise_short
from ead.intake.fast_path import ON
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS, Limits

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Itmatt xmlns="urn:ead:itmatt:1">\n'
    "  <Header><MessageId>M-1</MessageId><SenderOrgCd>TWA</SenderOrgCd></Header>\n"
)
ITEM = (
    "  <Item>\n    <ItemId>LX80657672{number}TW</ItemId><MailClassCd>U</MailClassCd><OrigPostOrgCd>TWA</OrigPostOrgCd>\n"
    "    <DestPostOrgCd>BEA</DestPostOrgCd><NatureTypeCd>11</NatureTypeCd><GrossWeight>{weight}</GrossWeight>\n"
    "    <Sender><Name>Zoë Example</Name><CountryCd>TW</CountryCd></Sender>\n"
    "    <ContentPiece><Description>Knitted cotton T-shirt</Description><NetWeight>0.200</NetWeight></ContentPiece>\n  </Item>\n"
)
MESSAGE = f"{HEAD}{ITEM.format(number=5, weight='0.250')}{ITEM.format(number=6, weight='half')}</Itmatt>\n".encode()
FRAGMENTS = (
    b"", b"<", b">", b"&", b"&amp;", b"&#65;", b"]]>", b"<!-- x -->", b"<?x y?>", b"<![CDATA[x]]>", b"\r\n", b"\r", b"\x00", b"\xff",
    b"\xef\xbf\xbe", b"\xc2\x85", b"<Item>", b"</Item>", b"</Item >", b"<e:Item/>", b"<Item/>", b"</Itmatt>", b"<Header/>", b" a='b'",
    b"<ItemId>LX806576725TW</ItemId>", b"<GrossWeight>1</GrossWeight>", b"<Sender/>", b"x", b" ", b"\xef\xbb\xbf", b"<!DOCTYPE Itmatt>",
)  # fmt: skip
VALIDATOR = Validator()
POSSIBLE = ON and item_reader() is not None


def said_of(source: Any, validator: Validator = VALIDATOR, **how: Any) -> dict[str, Any]:
    """The report on a source, whose hash and length are in it."""
    return validator.validate(source, name="message.xml", **how).as_dict()


def taken_in(data: bytes, limits: Limits = DEFAULT_LIMITS, name: str | None = None) -> bool:
    """Whether a message in memory is taken in whole."""
    with open_source(data) as reader:
        return recognise_short(reader, limits, name) is not None


def test_a_usual_message_is_taken_in_whole() -> None:
    """With the compiled reader a plain short message needs no stream, also when its format is named, and when a value is faulty."""
    assert [POSSIBLE, POSSIBLE] == [taken_in(MESSAGE), taken_in(MESSAGE, name="itmatt-xml")]
    assert said_of(io.BytesIO(MESSAGE)) == said_of(MESSAGE)


@pytest.mark.parametrize(
    ("data", "limits", "name"),
    [
        (MESSAGE, DEFAULT_LIMITS, "csv"),
        (MESSAGE, Limits(prolog_bytes=100), None),
        (MESSAGE, Limits(item_bytes=300), None),
        (MESSAGE.replace(b"<Item>", b"<Item><!-- x -->", 1), DEFAULT_LIMITS, None),
        (MESSAGE.replace(b"</Itmatt>", b""), DEFAULT_LIMITS, None),
        (f"{HEAD}</Itmatt>".encode(), DEFAULT_LIMITS, None),
        (HEAD.encode() + b" " * 70_000 + MESSAGE[len(HEAD.encode()) :], DEFAULT_LIMITS, None),
        (MESSAGE.decode().encode("utf-16"), DEFAULT_LIMITS, None),
        (b"", DEFAULT_LIMITS, None),
    ],
)
def test_other_messages_are_left_to_the_general_way(data: bytes, limits: Limits, name: str | None) -> None:
    """What is long, odd, cut off, empty or over a limit is read in the general way, and the report is the same for a stream."""
    validator = Validator(limits=limits)
    assert not taken_in(data, limits, name)
    assert said_of(io.BytesIO(data), validator) == said_of(data, validator)


@settings(max_examples=400, deadline=None)
@given(
    start=st.integers(0, len(MESSAGE)),
    gone=st.sampled_from([0, 0, 1, 5, 40]),
    fragment=st.sampled_from(FRAGMENTS),
)
def test_whatever_is_changed_is_told_alike(start: int, gone: int, fragment: bytes) -> None:
    """With anything put in or taken out anywhere, a message in memory gets the report of a message that is read as a stream."""
    data = MESSAGE[:start] + fragment + MESSAGE[start + gone :]
    assert said_of(io.BytesIO(data)) == said_of(data)


def test_items_do_not_wait_for_the_collector() -> None:
    """Nothing that is made for a short message refers to itself in a circle."""
    said_of(MESSAGE)
    gc.collect()
    gc.disable()
    try:
        said_of(MESSAGE)
        left = gc.collect()
        assert 0 == (left if POSSIBLE else 0)
    finally:
        gc.enable()
