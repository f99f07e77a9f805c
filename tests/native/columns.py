"""Code as :mod:`ead.rules.compiler` writes it, run by Python and column by column, over records made for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.native import part
from ead.rules.aids import NO_AIDS, Aids
from ead.rules.columnar import SHAPE, Columnar, columnar
from ead.rules.names import NONE_BAD
from ead.rules.recurring import Quiet

NATIVE = part("columnar")
TODAY = date(2026, 11, 21)
Hits = list[list[Any] | None]

_SENDER, _ADDRESSEE, _PIECE = (ITEM_LAYOUT.subgroups[name][1] for name in ("sender", "addressee", "contents"))
_HOLDERS = {"sender": "the_sender", "addressee": "the_addressee", "contents": "the_contents"}


def _unpacked(names: Iterable[str], prefix: str) -> str:
    return ", ".join(_HOLDERS.get(name, f"{prefix}{name}") for name in names)


def _numbers(name: str, maker: str, place: int) -> str:
    column = f"columns[{place}]"
    gaps = f"[None if text is None else {maker}(text) for text in {column}]"
    return f"{name}_or_none = list(map({maker}, {column})) if None not in {column} else {gaps}"


def _whole(name: str, place: int) -> str:
    return f"{name} = {name}_or_none if columns[{place}] and None not in columns[{place}] else None"


HEAD = f"""
{_unpacked(ITEM_LAYOUT.by_name, "")} = record
{_unpacked(_SENDER.by_name, "sender_")} = the_sender if the_sender is not None else NO_SENDER
{_unpacked(_ADDRESSEE.by_name, "addressee_")} = the_addressee if the_addressee is not None else NO_ADDRESSEE
columns = tuple(zip(*the_contents)) or NO_COLUMNS
if gross_weight is not None: gross_weight = Decimal(gross_weight)
if postage is not None: postage = Decimal(postage)
if insured_value is not None: insured_value = Decimal(insured_value)
{_numbers("units", "int", 1)}
{_whole("units", 1)}
descriptions = columns[2]
{_numbers("amounts", "Decimal", 4)}
{_whole("amounts", 4)}
currencies_or_none = columns[5]
{_whole("currencies", 5)}
hs_codes = columns[7]
""".strip().splitlines()
"""What takes a record apart; fields are called as they are, those of parties and lists by what they are of."""


class Money(NamedTuple):
    """An amount and its currency."""

    amount: Decimal
    currency: str


def said(*values: Any) -> list[tuple[str, str]]:
    """What a rule says that tells what it was given, and of which type."""
    return [(type(value).__name__, repr(value)) for value in values]


def quiet_about(*_: Any) -> None:
    """What a rule says that has nothing to say."""


def hundred_over(value: Decimal) -> Decimal:
    """What raises for zero."""
    return 100 / value


def space() -> dict[str, Any]:
    """What code reads beside its variables, made anew: sets of what is known belong to one run."""
    return {
        **{f"rule_{number}": said for number in range(20)},
        **{f"meta_{number}": f"rule {number}" for number in range(20)},
        "Decimal": Decimal,
        "NO_AIDS": NO_AIDS,
        "NO_SENDER": (None,) * _SENDER.size,
        "NO_ADDRESSEE": (None,) * _ADDRESSEE.size,
        "NO_COLUMNS": ((),) * _PIECE.size,
        "NOTHING": Decimal(0),
        "ONE": Decimal("1.00"),
        "HALF": Decimal("0.5"),
        "FINE": Decimal("0.0000001"),
        "HUGE": 10**16,
        "FEW": frozenset({"EUR", "USD", "a"}),
        "SET": {"EUR", "USD", None},
        "LIST": ["EUR", None, "abc"],
        "TUPLE": ("EUR", "abc"),
        "TEXT": "abc EUR",
        "MAP": {"EUR": 1, "USD": None},
        "NUMBERS": (Decimal(1), 3, Decimal("0.001")),
        "new": tuple.__new__,
        "Money": Money,
        "quiet": Quiet(),
        "quiet_item": Quiet(),
        "quiet_party": Quiet(),
        "quiet_piece": Quiet(),
        "silent": quiet_about,
        "hundred_over": hundred_over,
    }


def check(*lines: str, shared: str | None = None, gives: str = "None") -> str:
    """The source text of a check of these lines; ``shared`` are names it takes over, ``gives`` what it returns."""
    head = f"def check(record, bad, as_of, on, hits, aids=NO_AIDS{', shared=()' if shared else ''}):"
    body = [f"{shared}, = shared"] if shared else []
    text = "\n".join([*body, *lines, f"return {gives}"])
    return "\n".join([head, *(f"    {line}" for line in text.splitlines())]) + "\n"


def asked(number: int, call: str, condition: str = "", path: str = "()") -> str:
    """A rule that is asked where its condition holds."""
    conditions = f"({condition}) and " if condition else ""
    return f"if {conditions}(hit := rule_{number}({call})) is not None:\n    hits.append((meta_{number}, hit, {path}))"


def within(head: str, *lines: str) -> str:
    """Lines below a statement."""
    return "\n".join([head, *(f"    {line}" for text in lines for line in text.splitlines())])


def parties(*lines: str) -> str:
    """Lines that are about each party."""
    return within('for role, party in (("sender", record[19]), ("addressee", record[20])):', "if party is None: continue", *lines)


def pieces(*lines: str) -> str:
    """Lines that are about each content piece."""
    return within("for position, piece in enumerate(record[24]):", *lines)


class Twins:
    """One check, run both ways: each has things of its own to read, and to remember."""

    def __init__(
        self, source: str, own: Callable[[], Mapping[str, Any]] = dict, given: Twins | None = None, *, understood: bool = True
    ) -> None:
        self.by_python, self.by_column = {**space(), **own()}, {**space(), **own()}
        exec(source, self.by_python)
        self.understood = understood and NATIVE is not None
        self.given = given
        self.columnar: Columnar | None = columnar(source, self.by_column, given.columnar if given is not None else None)

    def python(self, records: Iterable[Record], days: Sequence[date] = (), as_of: date = TODAY, aids: Aids = NO_AIDS) -> Hits:
        """What Python says; ``None`` where it raises."""
        return [self._of_one(record, days[place] if days else TODAY, as_of, aids) for place, record in enumerate(records)]

    def _of_one(self, record: Record, on: date, as_of: date, aids: Aids) -> list[Any] | None:
        hits: list[Any] = []
        try:
            if self.given is None:
                self.by_python["check"](record, NONE_BAD, as_of, on, hits, aids)
            else:
                shared = self.given.by_python["check"](record, NONE_BAD, as_of, on, hits, aids)
                self.by_python["check"](record, NONE_BAD, as_of, on, hits, aids, shared)
        except Exception:  # noqa: BLE001 - whatever a rule raised
            return None
        return hits

    def columns(self, records: Iterable[Record], days: Sequence[date] = (), as_of: date = TODAY, aids: Aids = NO_AIDS) -> Hits:
        """What the program says, in groups as large as they can be; without compiled code, what Python says."""
        records = list(records)
        assert self.understood == (self.columnar is not None)
        if self.columnar is None:
            return self.python(records, days, as_of, aids)
        programs = ((self.given.columnar.program,) if self.given is not None else ()) + (self.columnar.program,)
        found = NATIVE.hits_of(SHAPE, records, list(days) or [TODAY] * len(records), [programs] * len(records), as_of, aids)
        # Where nothing is said there is one tuple for all.
        return [[] if hits == () else hits for hits in found]


def piece(**values: Any) -> Record:
    """A content piece of nothing but these values."""
    return [values.get(name) for name in _PIECE.by_name]


def record(*contents: Record, **values: Any) -> Record:
    """An item of these pieces and values; ``sender_name`` and the like make it a sender."""
    made = ITEM_LAYOUT.empty()
    made[24] = list(contents)
    for role, layout, place in (("sender", _SENDER, 19), ("addressee", _ADDRESSEE, 20)):
        own = {name: value for name, value in values.items() if name.startswith(f"{role}_")}
        if own:
            made[place] = layout.empty()
        for name, value in own.items():
            made[place][layout.position(name.removeprefix(f"{role}_"))] = value
    for name in values.keys() & ITEM_LAYOUT.leaves.keys():
        made[ITEM_LAYOUT.position(name)] = values[name]
    return made


_AMOUNTS = (None, "0", "0.000", "1", "1.0", "1.000", "0.001", "12.345", "99999999999.999", "-3", "-0.5", "007", "2.5", "3", "0.5")
_WEIGHTS = ("0.3", "0.25", "1", "1.10", "2.000", "0.001", "30", "0")
_COUNTS = (None, "0", "1", "2", "3", "100", "03", "-7")
_CURRENCIES = (None, "EUR", "USD", "EUR", "EUR", "a", "", "\u20ac")
_TEXTS = (
    None, "", "a", "ab", "abc", "ABC", "abcdef", "1234567", "12", "\u0663", "\u00b2", "1\u0663", "\u00e9t\u00e9", "\u4e2d\u6587\u5b57",
    "\U0001f600", "\ud800", "nul\0", " a ", "EUR", "x" * 600,
)  # fmt: skip


def some_records(count: int = 150, seed: int = 5) -> list[Record]:
    """Records of values at which code can go wrong, in all combinations that chance brings."""
    chance = Random(seed).choice

    def one() -> Record:
        contents = [
            piece(
                units=chance(_COUNTS),
                amount=chance(_AMOUNTS),
                currency=chance(_CURRENCIES),
                hs_code=chance(_TEXTS),
                description=chance(_TEXTS),
            )
            for _ in range(chance((0, 0, 1, 1, 2, 2, 3, 5)))
        ]
        if chance((True, False)):
            for one_piece in contents:
                one_piece[4], one_piece[5] = one_piece[4] or "1.20", contents[0][5]
        sender = {"sender_name": chance(_TEXTS), "sender_country": chance(_CURRENCIES)} if chance((True, True, False)) else {}
        addressee = {"addressee_name": chance(_TEXTS), "addressee_city": chance(_TEXTS)} if chance((True, True, False)) else {}
        return record(
            *contents,
            item_id=chance(("LX000000001TW", "M", "")),
            gross_weight=chance(_WEIGHTS),
            postage=chance(_AMOUNTS),
            insured_value=chance(_AMOUNTS),
            postage_currency=chance(_CURRENCIES),
            remarks=chance(_TEXTS),
            nature=chance(("11", "21", "91", None)),
            **sender,
            **addressee,
        )

    return [one() for _ in range(count)]
