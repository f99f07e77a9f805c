"""Who files: the declarant, its representative, and what advance data cannot say about a filing."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from ead.codelists import countries
from ead.errors import ConfigurationError
from ead.identifiers import eori
from ead.patterns import lazy

__all__ = ["Address", "Communication", "Declarant", "Representative", "read_declarant"]

_INTERNATIONAL = lazy(r"\+(?:[0-9] ?){6,14}[0-9]")
_LONGEST_NAME = 70
_DOCUMENTS = ("N750", "C664", "C665")
_PACKAGES = ("first", "each")
_PERSONS = (None, "1", "2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address in the parts of the filing: street and number, or a post office box (rule R3002)."""

    city: str
    country: str
    street: str | None = None
    number: str | None = None
    po_box: str | None = None
    postcode: str | None = None
    additional: str | None = None
    subdivision: str | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Z]{2}", self.country):
            raise ConfigurationError(f'address: country "{self.country}" is none, expected two capital letters')
        if not (self.po_box or (self.street and self.number)):
            raise ConfigurationError("address: expected street and number, or po_box")


@dataclass(frozen=True, slots=True, kw_only=True)
class Communication:
    """How to reach somebody: ``type`` is EM (e-mail) or TE (telephone, in international form)."""

    type: str
    identifier: str

    def __post_init__(self) -> None:
        if self.type not in ("EM", "TE"):
            raise ConfigurationError(f'communication: type "{self.type}" is not known, expected EM or TE')
        if self.type == "TE" and not _INTERNATIONAL.fullmatch(self.identifier):
            raise ConfigurationError("communication: telephone number is not in international form, expected + and 7 to 15 digits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    """Who files for the declarant; ``status`` is 2 (direct) or 3 (indirect)."""

    name: str
    eori: str
    address: Address
    communication: tuple[Communication, ...]
    status: str = "2"

    def __post_init__(self) -> None:
        _check_party("representative", self.name, self.eori, self.communication)
        if self.status not in ("2", "3"):
            raise ConfigurationError(f'representative: status "{self.status}" is not known, expected 2 or 3')


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarant:
    """Who is responsible for the filings, and how they are made.

    ``addressed_member_state`` is the country whose trader interface is used (default: the item's destination). ``document_type`` is that
    of the item as house transport document: N750 (mail), C664 (CN22) or C665 (CN23). ``packages``: "first" counts one package on the
    first goods item and none on the others, "each" one on each. ``customs_data`` files additional information 10900: the data is to serve
    the customs declaration too. ``assume_sender`` and ``assume_addressee`` are the types of person ("1" natural, "2" legal) to take
    where the data does not tell.

    Raises :class:`~ead.errors.ConfigurationError`.
    """

    name: str
    eori: str
    address: Address
    communication: tuple[Communication, ...]
    representative: Representative | None = None
    addressed_member_state: str | None = None
    document_type: str = "N750"
    packages: str = "first"
    customs_data: bool = False
    assume_sender: str | None = None
    assume_addressee: str | None = None

    def __post_init__(self) -> None:
        _check_party("declarant", self.name, self.eori, self.communication)
        if self.representative is not None and eori.compact(self.representative.eori) == eori.compact(self.eori):
            raise ConfigurationError("representative: eori is that of the declarant, expected another one")
        state = self.addressed_member_state
        if state is not None and state not in countries.ics2_area() | countries.eu_members():
            raise ConfigurationError(f'addressed_member_state: "{state}" does not take filings of ICS2')
        _one_of("document_type", self.document_type, _DOCUMENTS)
        _one_of("packages", self.packages, _PACKAGES)
        _one_of("assume_sender", self.assume_sender, _PERSONS)
        _one_of("assume_addressee", self.assume_addressee, _PERSONS)


def _one_of(key: str, value: str | None, known: Sequence[str | None]) -> None:
    if value not in known:
        raise ConfigurationError(f'{key}: "{value}" is not known, expected {", ".join(filter(None, known))}')


def _check_party(role: str, name: str, number: str, communication: Sequence[Communication]) -> None:
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise ConfigurationError(f"{role}: the name has {len(name)} characters, expected 1 to {_LONGEST_NAME}")
    if not eori.is_valid(number):
        raise ConfigurationError(f'{role}: "{number}" is no EORI number, expected a country code and up to 15 letters and digits')
    if not 1 <= len(communication) <= 9:
        raise ConfigurationError(f"{role}: has {len(communication)} communications, expected 1 to 9")


def read_declarant(path: str | os.PathLike[str]) -> Declarant:
    """The declarant that a TOML file describes, with the names of the fields as keys.

    Raises :class:`~ead.errors.ConfigurationError` for a file that cannot be read, unknown or missing keys and wrong values.
    """
    name = os.fspath(path)
    try:
        values = tomllib.loads(Path(name).read_text("utf-8-sig"))
        return _made(Declarant, values, "")
    except OSError as error:
        raise ConfigurationError(f"{name}: cannot be read: {(error.strerror or type(error).__name__).lower()}") from error
    except ConfigurationError as error:
        raise ConfigurationError(f"{name}: {error}") from None
    except ValueError as error:
        raise ConfigurationError(f"{name}: is not TOML: {error}") from None


_Made = TypeVar("_Made", Declarant, Representative, Address, Communication)
_TABLES = frozenset({"address", "representative"})


def _made(kind: type[_Made], values: Mapping[str, Any], prefix: str) -> _Made:
    known = {member.name: member for member in fields(kind)}
    given: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise ConfigurationError(f"{prefix}{key}: is not known here, expected {', '.join(known)}")
        given[key] = _typed(key, value, prefix)
    try:
        return kind(**given)
    except TypeError:
        lacking = [key for key in known if key not in given and _is_required(kind, key)]
        raise ConfigurationError(f"{prefix}{lacking[0]}: is missing") from None


def _is_required(kind: type[Any], key: str) -> bool:
    return next(member.default is MISSING for member in fields(kind) if member.name == key)


def _typed(key: str, value: Any, prefix: str) -> Any:
    if key in _TABLES:
        if not isinstance(value, dict):
            raise ConfigurationError(f"{prefix}{key}: expected a table")
        inner = f"{prefix}{key}."
        return _made(Address, value, inner) if key == "address" else _made(Representative, value, inner)
    if key == "communication":
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise ConfigurationError(f"{prefix}{key}: expected tables, [[{prefix}{key}]]")
        return tuple(_made(Communication, one, f"{prefix}{key}.") for one in value)
    expected = bool if key == "customs_data" else str
    if not isinstance(value, expected) or value == "":
        raise ConfigurationError(f"{prefix}{key}: expected {'true or false' if expected is bool else 'a text'}")
    return value
