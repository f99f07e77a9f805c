"""Expressions of compiled rules come out column by column as Python has them: as values, as conditions, and seen from pieces and parties."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from ead.native import part
from ead.rules import upu_money
from ead.rules.columnar import columnar

from .columns import HEAD, Hits, Twins, asked, check, parties, pieces, some_records, space, within

RECORDS = some_records()


def directly(expression: str) -> list[str]:
    """Checks that ask for an expression where they want it: for its value, as a condition, and from parties and pieces."""
    by_value = asked(0, f"{expression}, item_id"), asked(2, f"({expression}) if nature else None")
    by_truth = (
        asked(3, "item_id", expression),
        asked(4, "item_id", f"not ({expression})"),
        asked(5, "nature", f"nature is not None and ({expression})"),
        asked(6, "nature", f"nature == '11' or ({expression})"),
        within(f"if {expression}:", asked(7, "nature"), asked(8, "remarks", "remarks")),
    )
    of_parties = parties(asked(10, f"{expression}, role", "", "(role,)"), asked(11, "role", f"({expression}) is None", "(role,)"))
    of_pieces = pieces(asked(12, expression, "", '("contents", position)'), asked(13, "item_id", expression, '("contents", position)'))
    return [check(*HEAD, *by_value), check(*HEAD, *by_truth), check(*HEAD, of_parties), check(*HEAD, of_pieces)]


def kept(expression: str) -> str:
    """A check that keeps an expression as a variable, and asks for that."""
    return check(
        *HEAD,
        f"fact = {expression}",
        asked(0, "fact, nature", "nature is not None"),
        asked(1, "nature", "fact"),
        within("if fact is not None:", asked(2, "fact", "not fact"), asked(3, "(fact, nature)")),
        parties(asked(4, "fact, role", "fact", "(role,)")),
        pieces(asked(5, "fact", "not fact", '("contents", position)'), asked(6, "item_id", "fact is None", '("contents", position)')),
    )


def too_long(one: Any) -> bool:
    """Whether a number of the record has more characters than are read."""
    numbers = (one[12], one[13], one[15], *(text for each in one[24] for text in (each[1], each[4])))
    return any(text is not None and len(text) > 15 for text in numbers)


def differences(expected: Hits, found: Hits) -> list[tuple[int, Any, Any]]:
    """Where the two say something else; what is left to Python is no difference."""
    return [
        (place, one, other) for place, (one, other) in enumerate(zip(expected, found, strict=True)) if other is not None and one != other
    ]


def left(expected: Hits, found: Hits) -> list[int]:
    """What is left to Python though that does not raise."""
    return [place for place, (one, other) in enumerate(zip(expected, found, strict=True)) if other is None and one is not None]


EXACT = """
postage
remarks
gross_weight > ONE
gross_weight >= 1
gross_weight < insured_value
postage < insured_value
postage <= insured_value
postage == insured_value
postage != insured_value
postage == ONE
postage != 1
postage == None
postage is None
postage is not None
postage is not None and postage < 3
postage is None or postage > HALF
postage is not None and insured_value is not None and postage >= insured_value
HALF <= gross_weight < 2
HALF < gross_weight <= gross_weight * 2 < 60
postage is not None and 0 <= postage <= ONE
postage == insured_value == ONE
postage is not None and postage > FINE
postage is not None and postage < HUGE
postage == FINE
postage == True
postage == remarks
postage is not None and -postage < 1
gross_weight + ONE
gross_weight - ONE
gross_weight * 1000
gross_weight * HALF * HALF * HALF * HALF * HALF * HALF
gross_weight * FINE
gross_weight % HALF
gross_weight % 1
gross_weight / 2
gross_weight // 2
gross_weight * 1000 == 300
gross_weight + HALF == 1 + HALF
gross_weight - 2 < HALF - 1
1 - gross_weight > HALF
(gross_weight - 1) * (gross_weight - 1) < ONE
gross_weight * gross_weight == gross_weight
gross_weight % HALF == 0
not gross_weight % HALF
abs(gross_weight - 1)
abs(gross_weight - 1) < HALF
abs(gross_weight - 1) == abs(1 - gross_weight)
abs(postage) if postage is not None else None
abs(postage)
abs(postage) == 3
abs(postage) != 3
not abs(postage)
postage + 1
postage + 1 != 2
postage and insured_value
postage or insured_value
not postage
postage and postage > 1
(postage or ONE) * 2
(postage if postage is not None else ONE) * 2
(postage if remarks else None) == (insured_value if remarks else None)
(postage if remarks else insured_value) == ONE
sum(amounts) if amounts is not None else None
sum(amounts, NOTHING) if amounts is not None else None
sum(amounts, NOTHING) == 3 if amounts is not None else None
sum(amounts, ONE) if amounts is not None else None
sum(amounts, ONE) < 4 if amounts is not None else None
sum(amounts, gross_weight) == 3 if amounts is not None else None
amounts is not None and sum(amounts, NOTHING) * 2 > gross_weight
amounts is not None and not sum(amounts, NOTHING)
sum(units_or_none)
len(amounts)
len(amounts) == 2
currencies.count('EUR') == len(currencies) if currencies is not None else None
None in amounts if amounts is not None else None
all(amounts) and postage if amounts is not None else None
sum(units) == 3 if units is not None else None
all(amounts_or_none)
all(units_or_none)
all(amounts) if amounts is not None else None
not all(amounts_or_none)
all(descriptions)
len(amounts_or_none)
len(descriptions) > 1
len(descriptions) == 0
not len(descriptions)
len(descriptions) * 2 - 1
len(amounts) if amounts is not None else 0
len(remarks) if remarks is not None else None
remarks is not None and len(remarks) > 2
remarks is not None and len(remarks) > 500
remarks is not None and len(remarks) == 3
remarks is not None and len(remarks) & 1
remarks is not None and len(remarks) % 2 == 0
remarks is not None and 1 < len(remarks) <= 3
len(remarks or '') < 3
amounts_or_none
units_or_none
amounts
currencies
descriptions
columns[4]
columns[9]
hs_codes is not None
amounts is None
amounts is not None
not amounts
amounts == [ONE]
amounts_or_none == units_or_none
amounts_or_none == []
descriptions == ()
None in descriptions
None not in descriptions
None in columns[4]
None in amounts_or_none
None not in currencies_or_none
'EUR' in currencies_or_none
postage_currency in currencies_or_none
postage in amounts_or_none
'' not in descriptions
postage_currency in FEW
postage_currency not in FEW
postage_currency in SET
postage_currency in LIST
postage_currency not in TUPLE
postage_currency in MAP
postage_currency in (None, 'EUR', remarks)
postage_currency not in (remarks, nature)
postage_currency in ['a', nature]
postage in NUMBERS
postage in (ONE, 3, None)
postage_currency in ()
(postage_currency, nature) in SET
(postage_currency, nature)
(postage_currency, postage, descriptions, True) == (nature, postage, descriptions, True)
remarks is not None and 'b' in remarks
remarks is not None and remarks in TEXT
remarks == 'abc'
remarks != 'abc'
remarks == sender_name
remarks != sender_name
remarks == '\u00e9t\u00e9'
remarks == '\u0663'
remarks > 'ab' if remarks is not None else None
'a' < (remarks or 'b') <= 'abc'
remarks is sender_name
remarks is not None and remarks is not nature
bad is None
(remarks is None) is True
remarks and nature
remarks or nature
remarks and remarks.strip()
not (remarks and remarks.strip())
remarks and nature == '11' or sender_name and nature != '11' or None
not remarks and not nature
(remarks or sender_name) and (nature or None)
remarks if nature == '11' else sender_name
(remarks if nature else None) is None
1 if remarks else None
remarks if nature == '11' else sender_name if nature == '21' else None
(1 if remarks else 0) + 1
remarks[:2] if remarks is not None else None
remarks[1:] if remarks is not None else None
remarks[-2:] if remarks is not None else None
remarks[1:2] if remarks is not None else None
remarks[3:1] if remarks is not None else None
remarks[:0] if remarks is not None else None
remarks[-300:200] if remarks is not None else None
remarks[-2:1] if remarks is not None else None
remarks[:-1] if remarks is not None else None
remarks[::2] if remarks is not None else None
remarks[:] if remarks is not None else None
remarks is not None and remarks[-2:] == 'bc'
item_id[:1] == 'M'
remarks[0] if remarks else None
remarks[-1] if remarks else None
remarks[0]
remarks[-1]
remarks[1]
remarks[2]
remarks[-2]
remarks[-3]
remarks[-4]
remarks[700]
remarks[-700]
remarks[-1] == 'c'
TEXT[0] == remarks
amounts[0] if amounts is not None else None
amounts[0] == amounts[1] if amounts is not None and len(amounts) > 1 else None
amounts[0] > 1 if amounts is not None else None
amounts[-1]
amounts[-2]
amounts_or_none[0]
amounts_or_none[-1]
amounts_or_none[-2]
amounts_or_none[-3]
amounts_or_none[-5]
amounts_or_none[1] is None
not amounts_or_none[1]
descriptions[0]
descriptions[-1]
descriptions[-2]
descriptions[-3]
descriptions[2] == 'ab'
currencies[0] + nature if currencies is not None and nature is not None else None
record[22]
record[13] or None
record[-3]
(the_sender[0] or None) if the_sender is not None else None
the_sender[0]
the_sender[-3]
the_sender is None
remarks.isascii() if remarks is not None else None
remarks is not None and not remarks.isascii()
remarks.isascii()
remarks.isdigit() if remarks is not None else None
remarks is not None and remarks.isdigit()
remarks.isdigit()
postage.isdigit()
remarks is not None and remarks.isdigit() and remarks.isascii()
remarks.upper() if remarks else None
remarks.casefold() == sender_name.casefold() if remarks and sender_name else None
remarks.startswith('a') if remarks is not None else None
remarks.startswith(('a', '1')) if remarks is not None else None
remarks.nothing
remarks.upper
remarks.split('b') if remarks is not None else None
remarks.split(sep='b') if remarks is not None else None
remarks.strip()
FEW.issuperset(currencies_or_none)
FEW.issuperset(currencies) if currencies is not None else None
SET.issuperset(currencies_or_none)
SET.issuperset(descriptions)
FEW.issuperset(remarks) if remarks is not None else None
FEW.issuperset(currencies_or_none, descriptions)
LIST and not SET.issuperset(descriptions)
any(amounts_or_none)
any(units_or_none)
any(amounts) if amounts is not None else None
not any(amounts_or_none) or nature == '11'
any(descriptions)
not FEW.issuperset(currencies_or_none)
currencies_or_none.count(postage_currency) == len(currencies_or_none)
currencies_or_none.count(None) == len(currencies_or_none)
currencies_or_none.count('EUR') == len(currencies_or_none)
currencies_or_none.count(nature) == len(descriptions)
currencies_or_none.count(postage_currency) != len(currencies_or_none)
currencies_or_none.count(None) != len(currencies_or_none)
amounts_or_none.count(ONE) != len(amounts_or_none)
descriptions.count(remarks) != len(descriptions) or nature == '11'
currencies.count(currencies[0]) == len(currencies) if currencies is not None else None
not currencies_or_none.count(postage_currency) == len(currencies_or_none)
currencies_or_none and currencies_or_none.count(postage_currency) == len(currencies_or_none)
descriptions.count(remarks) == len(descriptions)
amounts_or_none.count(postage) == len(amounts_or_none)
amounts_or_none.count(ONE) == len(amounts_or_none)
amounts_or_none.count(None) == len(amounts_or_none)
amounts_or_none.count(remarks) == len(amounts_or_none)
amounts_or_none.count(postage) > 1
MAP.get(postage_currency)
MAP.get(postage_currency, remarks)
MAP.get(postage_currency) is not None
MAP[postage_currency]
hundred_over(gross_weight)
hundred_over(gross_weight) > 99
nature == '11' and hundred_over(gross_weight) > 99
nature == '11' or hundred_over(gross_weight) > 99
hundred_over(gross_weight) if gross_weight else None
silent(remarks)
silent(remarks) is None
Decimal('1.50') + 1
gross_weight > Decimal(3) if gross_weight is not None else None
gross_weight < Decimal(ONE) + 1 if gross_weight is not None else None
gross_weight == Decimal('no number') if gross_weight is not None else None
1 + 1 == 2
len(TEXT)
TEXT
not TEXT
-ONE
as_of > on
as_of == on
as_of.toordinal() - on.toordinal()
as_of.year
on.isoformat()
on.replace(year=2000)
on.year + as_of.year
on.isoformat() + as_of.isoformat() + (remarks or '')
aids.rates
aids.judge is not None
aids.events_of(record[0]) if aids.events else None
[text for text in descriptions if text]
sorted(text for text in columns[2] if text)
max([*columns[2], ''], key=len) if None not in columns[2] else None
len([text for text in columns[7] if text]) if [text for text in columns[2] if text] else None
len(columns[7]) if len([text for text in columns[2] if text]) else None
len([*columns[7]]) if len([*columns[2]]) else None
{'EUR': remarks}.get(postage_currency)
f'{remarks} {postage}'
lambda_free(remarks)
""".strip().splitlines()


# Lists without gaps are asked where they are there, as the compiler has it.
@pytest.mark.parametrize("expression", EXACT)
def test_an_expression_is_what_python_has(expression: str) -> None:
    """In all ways to ask for it, of each record; where Python raises, the item is left to it.

    No other is, but for numbers with more characters than are read, and for remainders of what is not above zero.
    """
    for source in directly(expression):
        twins = Twins(source)
        expected, found = twins.python(RECORDS), twins.columns(RECORDS)
        assert [] == differences(expected, found)
        beyond = {place for place, one in enumerate(RECORDS) if too_long(one) or "%" in expression}
        assert set() == set(left(expected, found)) - beyond
        ordinary = [one for one, hits in zip(RECORDS, expected, strict=True) if hits is not None and not too_long(one)]
        assert [] == differences(twins.python(ordinary), twins.columns(ordinary))


@pytest.mark.parametrize("expression", EXACT)
def test_a_variable_is_what_python_has(expression: str) -> None:
    """Of records for which Python has it; elsewhere nobody may ask for it, and what nobody asks for is not worked out."""
    twins = Twins(kept(expression))
    expected = twins.python(RECORDS)
    known = [one for one, hits in zip(RECORDS, expected, strict=True) if hits is not None]
    expected, found = twins.python(known), twins.columns(known)
    assert [] == differences(expected, found)
    assert all(too_long(known[place]) or "%" in expression for place in left(expected, found))


def values_of(name: str, *given: Any) -> Any:
    """A compiled object that looks at values, or a function that does so as Python would."""
    native = part("values")
    if native is not None:
        return getattr(native, name)(*given)
    return SimpleNamespace(
        hold=upu_money._in_range,
        any_among=lambda amounts: not {*given[0]}.isdisjoint(amounts),
    )


RANGES = [
    ("1000", "0.01", "999", "0.001"),
    ("2", "1", "2.50", "0.25"),
    ("3", "0.0001", "1000000000000000000", "0.1"),
    ("9", "0", "1", "0.0000001"),
]


@pytest.mark.parametrize("bounds", RANGES)
def test_numbers_in_range_are_what_the_compiled_object_finds(bounds: tuple[str, ...]) -> None:
    """With any bounds, also such that are too fine or too large to be looked at here."""
    ranges = values_of("Ranges", int(bounds[0]), *map(Decimal, bounds[1:]))
    for expression in (
        "hold(gross_weight, units_or_none, amounts_or_none, amounts_or_none)",
        "hold(postage, units_or_none, amounts_or_none, amounts_or_none)",
    ):
        own = Twins(check(*HEAD, asked(0, "item_id", expression), asked(1, "item_id", f"not {expression}")), lambda: {"hold": ranges.hold})
        assert [] == differences(own.python(RECORDS), own.columns(RECORDS))


@pytest.mark.parametrize(
    "dummies", [["1", "0.001"], ["0.0001", "2.5"], ["1000000000000000", "3"], [str(number) for number in range(60)], []]
)
def test_amounts_that_look_made_up_are_what_the_compiled_object_finds(dummies: list[str]) -> None:
    """With any dummies, however fine, large or many."""
    found = values_of("Dummies", [Decimal(one) for one in dummies])
    source = check(*HEAD, within("if amounts is not None:", asked(0, "item_id", "any_among(amounts)"), asked(1, "any_among(amounts)")))
    own = Twins(source, lambda: {"any_among": found.any_among}, understood=len(dummies) < 48)
    assert [] == differences(own.python(RECORDS), own.columns(RECORDS))
    gaps = Twins(
        check(*HEAD, asked(0, "item_id", "any_among(amounts_or_none)")),
        lambda: {"any_among": found.any_among},
        understood=len(dummies) < 48,
    )
    assert [] == differences(gaps.python(RECORDS), gaps.columns(RECORDS)) or part("values") is None


class Bound(NamedTuple):
    """Something with a limit that is found while the code runs."""

    limit: Any


BOUNDS = [Decimal("0.5"), 1, Decimal("1.0000000"), Decimal("1.0000000000000000000000000000001"), Decimal("0.9999999"), None, "1", True, 1.0]
BOUNDS += [Decimal("Infinity"), Decimal("1E+30"), Decimal("1E-400"), 10**40, Decimal("99999999999.999999"), Decimal(-1)]


@pytest.mark.parametrize("limit", BOUNDS, ids=repr)
@pytest.mark.parametrize("sign", ["<", "<=", "==", "!=", ">", ">="])
def test_a_limit_that_is_looked_up_is_compared_exactly(limit: Any, sign: str) -> None:
    """Whatever it is; what has no order raises, and is left to Python."""
    source = check(
        *HEAD,
        asked(0, "item_id", f"gross_weight {sign} bound_of(nature).limit"),
        asked(1, "nature", f"bound_of(nature).limit {sign} postage * 1"),
    )
    own = Twins(source, lambda: {"bound_of": lambda nature: Bound(limit if nature == "11" else Decimal(1))})
    assert [] == differences(own.python(RECORDS), own.columns(RECORDS))


def test_a_call_with_very_many_arguments_is_left_to_python() -> None:
    """There is no program for it."""
    assert None is columnar(check(*HEAD, asked(0, ", ".join(["nature"] * 60))), space())
