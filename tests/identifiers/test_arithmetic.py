"""Numbers of the usual shapes are valid where python-stdnum, or the module of the kind, says so; compiled and in Python."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import numdb
from stdnum.mx import curp, rfc

from ead.codelists import reference_kinds
from ead.identifiers import _arithmetic, _shapes, gtin, references, s10
from ead.identifiers.errors import InvalidIdentifier
from ead.native import part
from ead.testing.data.references import ROLES, reference_for

Test = Callable[[str], bool]

VALID = {
    "ead.identifiers.arn": ["300012345678"],
    "ead.identifiers.co_cedula": ["1020304050", "123456"],
    "ead.identifiers.iec": ["ACUPA7085R", "0512345678"],
    "ead.identifiers.kz_iin": ["940140000385", "971240001315"],
    "ead.identifiers.my_lvg": ["W10180832000001"],
    "ead.identifiers.pccc": ["P123456789012"],
    "ead.identifiers.pe_ruc": ["20512333797"],
    "ead.identifiers.sg_gst": ["M2-1234567-8", "197401143C", "53094321X"],
    "ead.identifiers.uz_pinfl": ["31501190123459"],
    "ead.identifiers.voec": ["2012345", "VOEC 2012345"],
    "stdnum.ar.cuit": ["20055361682", "20-05536168-2"],
    "stdnum.au.abn": ["83914571673", "83 914 571 673"],
    "stdnum.br.cnpj": ["16727230000197", "16.727.230/0001-97"],
    "stdnum.br.cpf": ["39053344705", "390.533.447-05", "379.526.600-98", "00000012521"],
    "stdnum.ca.bn": ["123026635", "123026635RT0001"],
    "stdnum.ch.uid": ["CHE100155212", "CHE-100.155.212"],
    "stdnum.cl.rut": ["76086428-5", "12.531.909-2", "7.444.649-3"],
    "stdnum.co.nit": ["2131234321", "213123432-1"],
    "stdnum.ec.ci": ["1714307103", "171430710-3"],
    "stdnum.ec.ruc": ["1792060346001", "1714307103001"],
    "stdnum.gb.vat": ["980780684", "GB980780684"],
    "stdnum.id.nik": ["3171011708450001", "3171015708450001"],
    "stdnum.id.npwp": ["013121660091000", "01.312.166.0-091.000", "0013121660091000", "3171011708450001"],
    "stdnum.mx.rfc": ["GODE561231GR8", "MAB9307148T4", "GODE561231"],
    "stdnum.nz.ird": ["49098576", "136410132", "136-410-132"],
    "stdnum.pe.cui": ["10117410", "101174102", "10117410-G"],
    "stdnum.ru.inn": ["1234567894", "123456789047"],
    "stdnum.sg.uen": ["197401143C", "00192200M"],
    "stdnum.tr.tckimlik": ["17291716060"],
    "stdnum.tr.vkn": ["4540536920"],
}
CHARACTERS = "0123456789ACEKMRTX"
ODD = ["", " ", "-", ".", "k", "a", "\u00e9", "\uff11", "\u0664", "\0", "\ud800", "GB", "00"]


def quick_tests(path: str) -> list[Test]:
    """The quick test of a module as Python and, where that was built, as compiled."""
    shapes = _shapes.shapes_of(path)
    native = part("identifiers")
    return [_arithmetic._test_of(shapes), *([] if native is None else [native.Shapes(shapes).fit])]


def last_word(path: str) -> Test:
    """The test that decides what is valid."""
    found: Test = importlib.import_module(path).is_valid
    return found


def in_shape(shape: _shapes.Shape, rng: Random) -> str:
    """A number that follows the pattern and the codes, and that perhaps adds up."""
    signs = [rng.choice({"#": "0123456789", "@": "ABEKRTZ", "*": CHARACTERS}[sign]) for sign in shape.pattern if sign in "#@*"]
    for codes in shape.codes:
        code = rng.choice(sorted(codes.allowed))
        signs[codes.place : codes.place + len(code)] = code
    for check in shape.sums:
        rest = sum(counts[int(digit)] for counts, digit in zip(check.values, signs, strict=False)) % check.modulus
        if rng.random() < 0.95 and (fitting := check.allowed[rest].strip()):
            signs[check.place] = rng.choice(fitting)
    following = iter(signs)
    return "".join(next(following) if sign in "#@*" else sign for sign in shape.pattern)


def changed(number: str, rng: Random) -> Iterator[str]:
    """The number with each character changed, left out or joined by another in turn."""
    for place in range(len(number)):
        yield number[:place] + rng.choice(CHARACTERS) + number[place + 1 :]
        yield number[:place] + rng.choice(ODD) + number[place + rng.randint(0, 1) :]
    yield from (number + rng.choice(CHARACTERS), number.lower(), number.swapcase())


def test_each_module_is_tried():
    """Tests below look at all shapes that are known, and at nothing else; and every one is the module of a kind."""
    assert sorted(_shapes.PATHS) == sorted(VALID)
    assert set() == set(VALID) - {path for row in reference_kinds.rows() for path in row.validators}


@pytest.mark.parametrize(("path", "number"), [(path, number) for path, numbers in VALID.items() for number in numbers])
def test_numbers_in_their_usual_form_take_the_short_way(path, number):
    """A valid number that is written as usual is known at once, and whoever has the last word agrees."""
    assert [True] * len(quick_tests(path)) == [test(number) for test in quick_tests(path)]
    assert last_word(path)(number)
    assert _arithmetic.surely_valid(path)(number)


@pytest.mark.parametrize("path", sorted(VALID))
def test_what_is_surely_valid_is_valid(path):
    """Of numbers in each shape and their mutations, none is accepted that the module refuses; Python and compiled agree on each."""
    rng, valid, accepted = Random(path), last_word(path), 0
    shapes = _shapes.shapes_of(path)
    tests = quick_tests(path)
    for shape in itertools.chain.from_iterable(itertools.repeat(shapes, 150 // len(shapes) + 20)):
        number = in_shape(shape, rng)
        for one in (number, *changed(number, rng)):
            answers = {test(one) for test in tests}
            assert 1 == len(answers), one
            assert valid(one) or answers == {False}, one
            accepted += True in answers
    assert accepted > 100


@pytest.mark.parametrize("path", sorted(VALID))
def test_every_check_character_is_judged_rightly(path):
    """Of all characters in each open place of a valid number, those are accepted that the module accepts, or fewer."""
    tests, valid = quick_tests(path), last_word(path)
    for number in VALID[path]:
        for place, sign in itertools.product(range(len(number)), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -./"):
            one = number[:place] + sign + number[place + 1 :]
            assert valid(one) or not any(test(one) for test in tests), one


@settings(max_examples=100, deadline=None)
@pytest.mark.parametrize("path", sorted(VALID))
@given(text=st.text(max_size=20) | st.text("0123456789KGBRTM-. ", max_size=20))
def test_any_text_is_answered(path, text):
    """Nothing that a message can hold makes a test raise, and what fits is valid."""
    answers = {test(text) for test in quick_tests(path)}
    assert answers == {False} or last_word(path)(text)


def test_provinces_of_indonesia_are_those_that_python_stdnum_knows():
    """A number of residence begins with a province, whatever the two digits of the district are."""
    shape = _shapes.shapes_of("stdnum.id.nik")[0]
    places = numdb.get("id/loc")
    known = {f"{number:04d}"[:2] for number in range(10_000) if places.info(f"{number:04d}")[0][1]}
    assert known == set(shape.codes[0].allowed)
    assert all(places.info(f"{province}{rest:02d}")[0][1] for province in known for rest in range(100))


@pytest.mark.parametrize("word", sorted(rfc._name_blacklist | curp._name_blacklist))
def test_words_that_mexican_numbers_avoid_are_left_to_python_stdnum(word):
    """A number of a person that begins with one of these words is never surely valid."""
    assert {False} == {test(f"{word}561231GR8") for test in quick_tests("stdnum.mx.rfc")}


def test_dates_that_never_were_are_refused():
    """Days that no month has do not pass; the last of February in a leap year is left to the module."""
    for born in ("320190", "310490", "001290", "290290", "720190", "411390"):
        assert {False} == {test(f"317101{born}0001") for test in quick_tests("stdnum.id.nik")}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("role", ROLES)
def test_generated_references_take_the_short_way(role, seed):
    """Whatever the test kit writes into messages for a kind with shapes is known at once, if the shapes hold its number at all."""
    rng = Random(seed)
    countries = sorted({row.country for row in reference_kinds.rows()})
    found = [one for country in countries if (one := reference_for(country, role, rng)) is not None and one["kind"] not in ("IOSS", "EORI")]
    assert found
    for one in found:
        paths = {path for row in reference_kinds.by_code()[one["kind"]] for path in row.validators} & set(_shapes.PATHS)
        assert any(test(one["value"]) for path in paths for test in quick_tests(path)), one


def test_an_unknown_path_has_no_test():
    """Numbers without shapes are all left to the module of their kind."""
    assert _arithmetic.surely_valid("stdnum.de.idnr") is None


@pytest.mark.parametrize(
    "shape",
    [
        _shapes.Shape("#" * 33),
        _shapes.Shape("##", (_shapes.Sum([range(10)] * 3, 10, 1, "0123456789"),)),
        _shapes.Shape("##", (_shapes.Sum([range(10)], 10, 2, "0123456789"),)),
        _shapes.Shape("##", (_shapes.Sum([range(10)], 0, 1, ""),)),
        _shapes.Shape("##", (_shapes.Sum([range(10)], 101, 1, "0" * 101),)),
        _shapes.Shape("##", (_shapes.Sum([range(10)], 10, 1, "0"),)),
        _shapes.Shape("##", (), (_shapes.Codes(1, ("12",)),)),
        _shapes.Shape("#####", (), (_shapes.Codes(0, ("12345",)),)),
        _shapes.Shape("##", (), (_shapes.Codes(0, ("1", "12")),)),
        _shapes.Shape("##", (), (_shapes.Codes(0, ("-1",)),)),
        _shapes.Shape("##", (), (_shapes.Codes(-1, ("1",)),)),
    ],
)
def test_shapes_beyond_the_room_that_there_is_are_refused(shape):
    """What would be read or written outside of its place is an error when it is made; nothing else is built in."""
    native = part("identifiers")
    makers = [] if native is None else [native.Shapes]
    for make in makers:
        with pytest.raises(ValueError, match=r"room for|same length|digits only"):
            make([shape])
    assert shape not in [known for path in VALID for known in _shapes.shapes_of(path)]


def test_an_unknown_kind_raises_for_any_value():
    """Also a value that no kind could have does not hide that the kind is unknown."""
    with pytest.raises(LookupError, match='unknown reference kind "NONE"'):
        references.is_valid("NONE", "")


@settings(max_examples=500, deadline=None)
@given(number=st.from_regex(r"[0-9]{7,15}", fullmatch=True) | st.text("0123456789 -\uff11", max_size=15))
def test_trade_item_numbers_are_valid_where_their_validation_says_so(number):
    """The short way to tell a GTIN agrees with the long one, which says why."""
    try:
        gtin.validate(number)
    except InvalidIdentifier:
        assert not gtin.is_valid(number)
    else:
        assert gtin.is_valid(number)


@settings(max_examples=500, deadline=None)
@given(
    number=st.from_regex(r"[A-Z]{2}[0-9]{8}", fullmatch=True).map(lambda start: f"{start}{s10.calc_check_digit(start[2:])}GB"),
    place=st.integers(0, 12),
    sign=st.sampled_from(["", "0", "7", "A", "a", " ", "\u00e9", "\uff11", "X"]),
)
def test_item_identifiers_are_valid_where_their_validation_says_so(number, place, sign):
    """The short way to tell an S10 identifier agrees with the long one, which says why."""
    assert s10.is_valid(number)
    changed = number[:place] + sign + number[place + 1 :]
    try:
        s10.validate(changed)
    except InvalidIdentifier:
        assert not s10.is_valid(changed)
    else:
        assert s10.is_valid(changed)
