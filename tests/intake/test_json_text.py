"""The JSON reader against RFC 8259: what it refuses, what it lets in, and where it says a fault is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ead.intake.json_text import JsonError, Number, parse
from ead.limits import DEFAULT_LIMITS

GOOD = {
    b"[]": [],
    b"{}": {},
    b"[[] ]": [[]],
    b'[""]': [""],
    b'["a"]': ["a"],
    b"[false]": [False],
    b"[true]": [True],
    b"[null]": [None],
    b" [1] ": ["1"],
    b"[1\n]": ["1"],
    b"\t\r\n[\t\r\n]": [],
    b'[null, 1, "1", {}]': [None, "1", "1", {}],
    b"[1,null,null,null,2]": ["1", None, None, None, "2"],
    b"[123e65]": ["123e65"],
    b"[0e+1]": ["0e+1"],
    b"[0e1]": ["0e1"],
    b"[ 4]": ["4"],
    b"[20e1]": ["20e1"],
    b"[-0]": ["-0"],
    b"[-123]": ["-123"],
    b"[-1]": ["-1"],
    b"[1E22]": ["1E22"],
    b"[1E-2]": ["1E-2"],
    b"[1E+2]": ["1E+2"],
    b"[123.456e78]": ["123.456e78"],
    b"[0.250]": ["0.250"],
    b"[0.1e1]": ["0.1e1"],
    b"12": "12",
    b"-0.1": "-0.1",
    b"null": None,
    b"true": True,
    b'"asd"': "asd",
    b'" "': " ",
    b'["\\u0060\\u012a\\u12AB"]': ["\u0060\u012a\u12ab"],
    b'["\\uD801\\udc37"]': ["\U00010437"],
    b'["\\"\\\\\\/\\b\\f\\n\\r\\t"]': ['"\\/\b\f\n\r\t'],
    b'["\\\\u0000"]': ["\\u0000"],
    b'["\\u0000"]': ["\x00"],
    b'["\x7f"]': ["\x7f"],
    b'["a/*b*/c/*d//e"]': ["a/*b*/c/*d//e"],
    b'["\xe2\x82\xac\xf0\x9d\x84\x9e"]': ["\u20ac\U0001d11e"],
    b'["\xe2\x80\xa8\xe2\x80\xa9"]': ["\u2028\u2029"],
    b'["\xef\xbf\xbf"]': ["\uffff"],
    b'["\\ud800"]': ["\ud800"],
    b'{"":0}': {"": "0"},
    b'{"a":[]}': {"a": []},
    b'{"a":"b","c":{"d":1.50}}': {"a": "b", "c": {"d": "1.50"}},
    b'{"foo\\u0000bar": 42}': {"foo\x00bar": "42"},
    b'{\n"a": "b"\n}': {"a": "b"},
}

BAD = [
    b"",
    b" ",
    b"[",
    b"]",
    b"{",
    b"}",
    b"[1 true]",
    b"[a\xe5]",
    b'["": 1]',
    b'[""],',
    b"[,1]",
    b"[1,,2]",
    b'["x",,]',
    b'["x"]]',
    b'["",]',
    b'["x"',
    b"[x",
    b"[3[4]]",
    b"[1:2]",
    b"[,]",
    b"[-]",
    b'[   , ""]',
    b'["a",\n4\n,1,',
    b"[1,]",
    b'["\x0ba"\\f]',
    b"[*]",
    b"[1,\n1\n,1",
    b"[{}",
    b"[fals]",
    b"[nul]",
    b"[tru]",
    b"[True]",
    b"[++1234]",
    b"[+1]",
    b"[-01]",
    b"[-1.0.]",
    b"[-2.]",
    b"[.-1]",
    b"[.2e-3]",
    b"[.5]",
    b"[0.1.2]",
    b"[0.3e+]",
    b"[0.3e]",
    b"[0.e1]",
    b"[0E]",
    b"[0e+]",
    b"[1.]",
    b"[1.0e-]",
    b"[1 000.0]",
    b"[1eE2]",
    b"[2.e3]",
    b"[9.e+]",
    b"[Inf]",
    b"[0x1]",
    b"[1+2]",
    b"[012]",
    b"[1_0]",
    b"[\xef\xbc\x91]",
    b"[-foo]",
    b"[- 1]",
    b"[1a]",
    b"[1.8011670033376514H-308]",
    b'["a", truth]',
    b'{"x", null}',
    b'{"x"::"b"}',
    b'{"a":"a" 123}',
    b'{key: "value"}',
    b'{"a" b}',
    b'{:"b"}',
    b'{"a" "b"}',
    b'{"a":',
    b'{"a"',
    b"{1:1}",
    b"{9999E9999:1}",
    b"{null:null,null:null}",
    b'{"id":0,,,,,}',
    b"{'a':0}",
    b'{"id":0,}',
    b'{"a":"b"}/**/',
    b'{"a":/*comment*/"b"}',
    b'{"a":"b"}//',
    b'{"a":"b"}#',
    b'{"a":"b",,"c":"d"}',
    b'{a:"b"}',
    b'{"a":"a',
    b'{"foo":"bar", "a"}',
    b'{"a":"b"}{}',
    b'["\\uD800\\u"]',
    b'["\\u00A"]',
    b'["\\u"]',
    b'["\\uqqqq"]',
    b'["\\u 123"]',
    b'["\\x00"]',
    b'["\\a"]',
    b'["\\"]',
    b'["\\\xf0\x9f\x8c\x80"]',
    b"['single quote']",
    b'["a\x00a"]',
    b'["new\nline"]',
    b'["\t"]',
    b'["\x1f"]',
    b"abc",
    b'[\\u0020"asd"]',
    b'"x',
    b"<.>",
    b"[<null>]",
    b"[1]x",
    b"[1]]",
    b"[\x0c]",
    b"[\xe2\x81\xa0]",
    b"[\xc2\xa0]",
    b"[1]\x00",
    b'["\xff"]',
    b'["\xc0\xaf"]',
    b'["\xed\xa0\x80"]',
    b'["\xf4\xbf\xbf\xbf"]',
    b'["\xe0\xff"]',
    b"[\xe9]",
    b"\xe5",
]


@pytest.mark.parametrize("text", list(GOOD))
def test_reads_what_the_grammar_allows(text: bytes) -> None:
    """A text that RFC 8259 allows is read, its numbers kept as they are written."""
    assert GOOD[text] == parse(text, DEFAULT_LIMITS)


@pytest.mark.parametrize("text", BAD)
def test_refuses_what_the_grammar_refuses(text: bytes) -> None:
    """A text that RFC 8259 refuses raises an error that has a place."""
    with pytest.raises(JsonError) as caught:
        parse(text, DEFAULT_LIMITS)
    assert "CORE-INT-006" == caught.value.problem.code
    assert caught.value.problem.place is not None


def test_keeps_numbers_apart_from_strings() -> None:
    """A number and a string of the same digits stay two things."""
    number, text = parse(b'[7, "7"]', DEFAULT_LIMITS)
    assert (True, False) == (isinstance(number, Number), isinstance(text, Number))


@pytest.mark.parametrize("value", [b"NaN", b"Infinity", b"-Infinity", b"123456789012345678901", b"1e1000000000000000000000"])
def test_refuses_numbers_without_bound(value: bytes) -> None:
    """Constants that Python knows and JSON does not, and endless numbers, are refused at their place."""
    with pytest.raises(JsonError) as caught:
        parse(b'{"a": 1,\n "b": [0, ' + value + b"]}", DEFAULT_LIMITS)
    assert ("CORE-INT-012", (2, 11)) == (caught.value.problem.code, caught.value.problem.place)


def test_reads_a_long_number_when_the_limit_allows() -> None:
    """The bound on numbers is a limit, and limits can be raised."""
    assert "1" * 5000 == parse(b"1" * 5000, replace(DEFAULT_LIMITS, number_length=5000))


@pytest.mark.parametrize(
    ("text", "place"),
    [(b'{"a":1,"a":1}', (1, 12)), (b'[{"b":{"a":1,\n "c":null, "\\u0061":2}}]', (2, 21)), (b'{"a":1,"b":2,"a":3,"b":4}', (1, 18))],
)
def test_refuses_repeated_keys(text: bytes, place: tuple[int, int]) -> None:
    """A key that stands twice in one object is refused where its second value stands, escapes seen through."""
    with pytest.raises(JsonError) as caught:
        parse(text, DEFAULT_LIMITS)
    assert ("CORE-INT-011", place) == (caught.value.problem.code, caught.value.problem.place)


@pytest.mark.hostile
@pytest.mark.parametrize("levels", [33, 900, 200_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"":', b"}")])
def test_refuses_deep_nesting(levels: int, opening: bytes, closing: bytes) -> None:
    """Nesting beyond the limit is refused, whether or not the scanner would get through it."""
    with pytest.raises(JsonError) as caught:
        parse(opening * levels + b"1" + closing * levels, DEFAULT_LIMITS)
    assert "CORE-INT-013" == caught.value.problem.code


def test_reads_nesting_up_to_the_limit() -> None:
    """As many levels as the limit says are read."""
    assert "[" * 32 + "]" * 32 == repr(parse(b"[" * 32 + b"]" * 32, DEFAULT_LIMITS))


def test_refuses_a_byte_order_mark() -> None:
    """A byte-order mark is no part of JSON."""
    with pytest.raises(JsonError) as caught:
        parse(b"\xef\xbb\xbf{}", DEFAULT_LIMITS)
    assert "CORE-INT-014" == caught.value.problem.code


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b'{"a": 1,\n  "b" 2}', (2, 7)),
        ('{"\u20ac": x}'.encode(), (1, 7)),
        (b'["\xc3\xa4", "\xff"]', (1, 8)),
        (b'{\r\n\r\n"a": 01}', (3, 7)),
    ],
)
def test_errors_count_characters(text: bytes, place: tuple[int, int]) -> None:
    """Line and column count from 1, columns in characters."""
    with pytest.raises(JsonError) as caught:
        parse(text, DEFAULT_LIMITS)
    assert place == caught.value.problem.place


def test_errors_do_not_quote_the_text() -> None:
    """The text of the exception names a code and a place, and nothing of what was read."""
    with pytest.raises(JsonError) as caught:
        parse(b'{"name": "Canary Person" x}', DEFAULT_LIMITS)
    assert "CORE-INT-006 at line 1, column 26" == str(caught.value)
