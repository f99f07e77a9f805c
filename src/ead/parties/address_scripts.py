"""Addresses written without blanks between the words: Chinese, Japanese and Korean.

>>> split_unspaced("銀座4丁目5番6号 銀座ビル3階", "JP")
('銀座', '4丁目5番6号', '銀座ビル3階')
>>> split_unspaced("忠孝東路三段217巷12號5樓", "TW")
('忠孝東路三段217巷', '12號', '5樓')
>>> split_unspaced("테헤란로 123, 4층", "KR")
('테헤란로', '123', '4층')
"""

from __future__ import annotations

import re

from ead.patterns import lazy

__all__ = ["split_unspaced"]

_FIRST_UNSPACED = "\u3040"
_UNSPACED = lazy("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HANGUL = lazy("[\uac00-\ud7af]")
_HOUSE_CHINESE = lazy("[0-9]+(?:[-之][0-9]+)?(?:附[0-9]+)?[号號](?:[之-][0-9]+)?")
_PARTS_OF_HOUSE = "院楼樓室栋幢座单單层層弄巷"
_BLOCK_JAPANESE = lazy(
    "[0-9一二三四五六七八九十]+丁目(?:[0-9]+(?:番地?の?|[-－ー‐−])?)*(?:[0-9]*号)?|[0-9]+(?:番地?の?|[-－ー‐−の])[0-9番号地\\-－ー‐−]*|[0-9]+番地?"
)
_ROAD_KOREAN = lazy(
    "(.*?(?:대로|로|길)(?:\\s?[0-9]+(?:번|번안)?길|[0-9]+[가-힣]길)?)\\s*([0-9]+(?:-[0-9]+)?)(?:번지)?(?![가-힣0-9]*[길])(.*)"
)
_LOT_KOREAN = lazy("(.*?(?:동|리|가|읍|면))\\s*(산?\\s?[0-9]+(?:-[0-9]+)?)(?:번지)?(.*)")
_LAST_NUMBER = lazy("[0-9]+(?:-[0-9]+)*")
_EDGES = " ,、，・.()"


def split_unspaced(line: str, country: str | None) -> tuple[str | None, str, str] | None:
    """Street, number and the rest of a line in such a script; ``None`` for other lines and where no number can be told."""
    if max(line, default="") < _FIRST_UNSPACED or _UNSPACED.search(line) is None:
        return None
    if _HANGUL.search(line):
        found = _ROAD_KOREAN.match(line) or _LOT_KOREAN.match(line)
        return None if found is None else (found[1].strip(_EDGES), found[2].strip(), found[3].strip(_EDGES))
    house = next((one for one in _HOUSE_CHINESE.finditer(line) if _is_house(line, one)), None)
    if house is not None and country != "JP":
        return _parted(line, house)
    block = _BLOCK_JAPANESE.search(line)
    if block is None:
        block = next((one for one in _LAST_NUMBER.finditer(line) if line[one.end() : one.end() + 1] not in (*_PARTS_OF_HOUSE, "階")), None)
    return None if block is None else _parted(line, block)


def _is_house(line: str, found: re.Match[str]) -> bool:
    """Whether the number is that of the house: 5号楼 and 3号院 are buildings behind it, unless there is no other."""
    return line[found.end() : found.end() + 1] not in (*"楼樓院库门", "线") or _HOUSE_CHINESE.search(line, found.end()) is None


def _parted(line: str, found: re.Match[str]) -> tuple[str | None, str, str]:
    return line[: found.start()].strip(_EDGES) or None, found[0], line[found.end() :].strip(_EDGES)
