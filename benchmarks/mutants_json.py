"""Texts of valid items in JSON, changed a little: what the compiled schema must not be misled by."""

from __future__ import annotations

import random
import re

from mutants import Mutation

ODD_VALUES = [
    '""', '" "', "null", "true", "false", "nul", "nulls", "{}", "[]", "[{}]", "[null]", "[[]]", '[""]', '{"a": 1}', "[{}, {}]", "0", "-0",
    "1", "-1", "00", "01", "+1", "1.", ".5", "0.5", "1.50", "0.0", "1e5", "1E+2", "1.5e1", "NaN", "Infinity", "-Infinity", "1_0", "0x1",
    "9" * 9, "9" * 10, "9" * 14, "9" * 15, "9" * 20, "9" * 21, "0." + "1" * 4, "0." + "1" * 7, "0." + "1" * 19, '"0.5"', '" 0.5"', '"1."',
    '"-1"', '"1e5"', '"00"', '"9"', f'"{"9" * 19}"', '"true"', '"a"', '"A"', '"AB"', '"CN22"', '"\\u0041"', '"\\u00e9"', '"é"', '"ß"',
    '"李"', '"\U0001f600"', '"\\ud83d\\ude00"', '"\\uD83D\\uDE00"', '"\\ud83d"', '"\\ude00"', '"\\ud83d\\n"', '"\\ud83dx"',
    '"\\ud83d\\ud83d\\ude00"', '"\\u0000"', '"\\u001f"', '"\\u0009"', '"\\u000a"', '"\\u000D"', '"\\u007f"', '"\\u0080"', '"\\ufffe"',
    '"\\uffff"', '"\\uFFFD"', '"\ufffe"', '"\uffff"', '"\ufffd"', '"\\b"', '"\\f"', '"\\n"', '"\\r"', '"\\t"', '"\\/"', '"\\\\"', '"\\""',
    '"\\x"', '"\\u12"', '"\\u 123"', '"\\"', "'a'", '"\t"', '"\x7f"', '"\x1f"', '"\x00"', '"\u2028"', '"\x85"', f'"{"x" * 35}"',
    f'"{"x" * 36}"', f'"{"x" * 70}"', f'"{"x" * 71}"', f'"{"x" * 512}"', f'"{"x" * 513}"', f'"{"é" * 35}"', f'"{"é" * 36}"',
    '"' + "\\u00e9" * 35 + '"', '"' + "\\u00e9" * 36 + '"', '"' + "\\ud83d\\ude00" * 35 + '"', '"' + "\\ud83d\\ude00" * 36 + '"',
    '"2026-02-28T10:00:00"', '"2026-02-29T10:00:00"', '"2024-02-29T10:00:00Z"', '"2026-11-03T24:00:00"', '"2026-11-03T10:00:00.25+14:00"',
    '"2026-11-03"', "2026",
]  # fmt: skip

_MEMBER = r'"(\w+)"\s*:\s*("(?:[^"\\]|\\.)*"|[-+.\w]+)'


def _swap_value(item: str, rng: random.Random) -> str:
    leaf = rng.choice(list(re.finditer(_MEMBER, item)))
    return item[: leaf.start(2)] + rng.choice(ODD_VALUES) + item[leaf.end(2) :]


def _swap_key(item: str, rng: random.Random) -> str:
    key, other = rng.choice(list(re.finditer(r'"(\w+)"(?=\s*:)', item))), rng.choice(re.findall(r'"(\w+)"\s*:', item))
    name = rng.choice(
        (other, other, key[1] + "x", key[1][:-1], key[1].upper(), f" {key[1]}", key[1].replace("e", "\\u0065"), f"{key[1]}\x00", "")
    )
    return item[: key.start(1)] + name + item[key.end(1) :]


def _insert(item: str, rng: random.Random) -> str:
    at = rng.randrange(len(item) + 1)
    odd = rng.choice(
        (*ODD_VALUES, "{", "}", "[", "]", ",", ":", '"', "\\", "//", "/* x */", " ", "\n", "\ufeff", "\xa0", "\x0b", '"x": 1,')
    )
    return item[:at] + odd + item[at:]


def _delete(item: str, rng: random.Random) -> str:
    at = rng.randrange(len(item))
    return item[:at] + item[at + rng.choice((1, 1, 1, 2, 5, 20, 2000)) :]


def _move_member(item: str, rng: random.Random) -> str:
    """A member somewhere else, with a comma too many or one too few now and then, or twice."""
    members = list(re.finditer(_MEMBER + ",?", item))
    one, two = rng.choice(members), rng.choice(members)
    without = item[: one.start()] + item[one.end() :] if rng.random() < 0.7 else item
    at = min(two.start(), len(without))
    return without[:at] + one[0].rstrip(",") + rng.choice((",", ",", ",", "")) + without[at:]


def _drop_member(item: str, rng: random.Random) -> str:
    member = rng.choice(list(re.finditer(_MEMBER + ",?", item)))
    return item[: member.start()] + item[member.end() :]


def _wrap_value(item: str, rng: random.Random) -> str:
    leaf = rng.choice(list(re.finditer(_MEMBER, item)))
    before, behind = rng.choice((("[", "]"), ("{", "}"), ('{"name": ', "}"), ("[[", "]]"), ('"', '"'), (" \t", "\r\n")))
    return item[: leaf.start(2)] + before + leaf[2] + behind + item[leaf.end(2) :]


def _unquote(item: str, rng: random.Random) -> str:
    """A number without its quotes, or quotes around what has none."""
    leaf = rng.choice(list(re.finditer(r':\s*("?)([-+.\d]+)("?)', item)))
    quote = "" if leaf[1] else '"'
    return item[: leaf.start(1)] + quote + leaf[2] + quote + item[leaf.end(3) :]


def _escape(item: str, rng: random.Random) -> str:
    """A character by its number."""
    at = rng.randrange(len(item))
    return f"{item[:at]}\\u{ord(item[at]) & 0xFFFF:04x}{item[at + 1 :]}"


def _change_character(item: str, rng: random.Random) -> str:
    at = rng.randrange(len(item))
    odd = rng.choice(
        ("{", "}", "[", "]", ",", ":", '"', "\\", "é", "0", "A", "\ufffe", "\r", "\x08", "\x7f", chr(rng.randrange(1, 0xD800)))
    )
    return item[:at] + odd + item[at + 1 :]


def _respace(item: str, rng: random.Random) -> str:
    """Blanks around a sign, allowed ones and others."""
    sign = rng.choice(list(re.finditer(r"[{}\[\],:]", item)))
    blank = rng.choice((" ", "\t", "\r", "\n", "  \r\n", "\x0b", "\x0c", "\xa0", "\ufeff"))
    at = rng.choice((sign.start(), sign.end()))
    return item[:at] + blank + item[at:]


OF_OBJECTS: list[Mutation] = [
    _swap_value, _swap_value, _swap_key, _insert, _delete, _move_member, _drop_member, _wrap_value, _unquote, _escape, _change_character,
    _respace,
]  # fmt: skip
