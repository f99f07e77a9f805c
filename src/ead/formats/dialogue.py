"""Codecs of the other messages of the exchange: XML, JSON and NDJSON for each, all derived from its field table."""

from __future__ import annotations

from functools import cache

from ead.fields.messages import MESSAGES, message_type
from ead.formats import itmatt_json, itmatt_ndjson, itmatt_xml
from ead.formats.base import Codec

__all__ = ["dialogue_codec"]

_MAKERS = {"xml": itmatt_xml.codec_of, "json": itmatt_json.codec_of, "ndjson": itmatt_ndjson.codec_of}


@cache
def dialogue_codec(name: str) -> Codec:
    """The codec called ``name``: a message and a syntax, such as ``cusrsp-xml``; raises :class:`LookupError`."""
    message, _, syntax = name.rpartition("-")
    if message.upper() not in MESSAGES or syntax not in _MAKERS:
        raise LookupError(f'there is no format "{name}"')
    return _MAKERS[syntax](message_type(message.upper()))
