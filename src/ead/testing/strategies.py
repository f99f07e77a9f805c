"""Hypothesis strategies for headers, items and messages, derived from the field tables.

They draw dictionaries in the JSON shape that honour every facet (length, digits, pattern, required or not) and nothing else:
texts are any characters XML can carry, codes need not be in a code list, totals need not add up. Needs ``hypothesis``.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ead.fields import HEADER, Field, Group, Kind
from ead.fields.messages import message_type

__all__ = ["field_values", "group_dicts", "header_dicts", "item_dicts", "message_dicts"]

_FIRST = datetime(1900, 1, 1)  # noqa: DTZ001 - the offset is drawn apart, because it may be absent
_LAST = datetime(2099, 12, 31, 23, 59, 59)  # noqa: DTZ001
_MAX_GROUPS = 3


def header_dicts() -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for headers with at least one field."""
    return group_dicts(HEADER)


def item_dicts(message: str = "ITMATT") -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for the items of a message: required fields always, other fields and groups now and then."""
    return group_dicts(message_type(message).item.group)


def message_dicts(max_items: int = 3, message: str = "ITMATT") -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for messages of one to ``max_items`` items with different identifiers.

    Raises `ValueError` when ``max_items`` is below 1, `LookupError` for a message that there is not.
    """
    if max_items < 1:
        raise ValueError(f'max_items is "{max_items}", expected 1 or more')
    items = st.lists(item_dicts(message), min_size=1, max_size=max_items, unique_by=lambda item: str(item["item_id"]))
    return st.fixed_dictionaries({"message": st.just(message), "header": header_dicts(), "items": items})


@cache
def group_dicts(group: Group) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for one occurrence of the group, with at least one member."""
    required: dict[str, SearchStrategy[Any]] = {}
    optional: dict[str, SearchStrategy[Any]] = {}
    for member in group.members:
        if isinstance(member, Group):
            optional[member.name] = _occurrences(member)
        else:
            (required if member.required else optional)[member.name] = field_values(member)
    found = st.fixed_dictionaries(required, optional=optional)
    return found if required else found.filter(bool)


def _occurrences(group: Group) -> SearchStrategy[Any]:
    one = group_dicts(group)
    # An empty list would be the same as no list, which XML cannot tell apart: the group is then absent.
    return st.lists(one, min_size=1, max_size=_MAX_GROUPS) if group.repeated else one


@cache
def field_values(member: Field) -> SearchStrategy[Any]:
    """Return a strategy for the values of the field, in their JSON type."""
    if member.kind is Kind.TEXT:
        return st.text(_characters(), min_size=1, max_size=member.max_length)
    if member.kind is Kind.CODE:
        return st.from_regex(member.pattern, fullmatch=True, alphabet=st.characters(codec="ascii"))
    if member.kind is Kind.DECIMAL:
        return _decimals(member)
    if member.kind is Kind.INTEGER:
        return st.integers(0, 10**member.total_digits - 1)
    return st.booleans() if member.kind is Kind.BOOLEAN else _moments()


@cache
def _characters() -> SearchStrategy[str]:
    """Return a strategy for characters that XML 1.0 carries unchanged.

    Surrogates, control characters (but for tab and newline) and code points that are not assigned, the noncharacters among
    them, are left out; so is the carriage return, which XML parsers turn into a newline.
    """
    everything = st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\t\n")
    return st.one_of(st.characters(min_codepoint=32, max_codepoint=126), everything)


def _decimals(member: Field) -> SearchStrategy[str]:
    whole = member.total_digits - member.fraction_digits
    pattern = rf"[0-9]{{1,{whole}}}(\.[0-9]{{1,{member.fraction_digits}}})?"
    return st.from_regex(pattern, fullmatch=True)


@cache
def _moments() -> SearchStrategy[str]:
    """Return a strategy for date-times, with or without a fraction of a second and an offset from UTC."""
    moments = st.datetimes(_FIRST, _LAST).map(lambda moment: moment.replace(microsecond=0).isoformat())
    fractions = st.one_of(st.just(""), st.from_regex(r"\.[0-9]{1,6}", fullmatch=True))
    offsets = st.one_of(st.sampled_from(("", "Z")), st.from_regex(r"[+-](0[0-9]|1[0-3]):[0-5][0-9]", fullmatch=True))
    return st.builds("{}{}{}".format, moments, fractions, offsets)
