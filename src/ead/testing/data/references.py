"""Invented tax and customs references whose form and check digits are right.

The numbers are random: that one of them belongs to somebody is possible, as with any valid number, and means nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Literal

from stdnum.ar import cuit
from stdnum.au import abn
from stdnum.br import cnpj, cpf
from stdnum.ca import bn
from stdnum.ch import uid
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.ec import ci
from stdnum.id import npwp
from stdnum.mx import rfc
from stdnum.nz import ird
from stdnum.pe import ruc
from stdnum.ru import inn
from stdnum.sg import uen
from stdnum.tr import tckimlik, vkn

__all__ = ["ROLES", "Role", "reference_for"]

Role = Literal["person", "company", "seller", "exporter"]
"""What the party is: an addressee who is a person or a firm, a seller registered in the market, an exporter."""

ROLES: tuple[Role, ...] = ("person", "company", "seller", "exporter")

Maker = Callable[[Random], str]

_CONSONANTS = "BCDFGHJKLMNPRSTV"
_EU_NUMERIC = {
    "AT": "040",
    "BE": "056",
    "CZ": "203",
    "DE": "276",
    "ES": "724",
    "FR": "250",
    "IE": "372",
    "IT": "380",
    "NL": "528",
    "PL": "616",
    "PT": "620",
    "SE": "752",
}
_EORI_DIGITS = {"AT": 10, "BE": 10, "CZ": 10, "DE": 15, "ES": 9, "FR": 14, "IE": 8, "IT": 11, "NL": 9, "PL": 15, "PT": 9, "SE": 10}
_INDONESIAN_DISTRICTS = ("317101", "327301", "337401", "357801", "517101", "127101", "737101")


def _digits(rng: Random, count: int) -> str:
    """Return random digits of which the first is not 0."""
    return str(rng.randrange(10 ** (count - 1), 10**count))


def _completed(prefix: str, is_valid: Callable[[str], bool], suffix: str = "") -> str:
    """Return the prefix with the one digit that makes the number valid; for kinds whose check digit has no function."""
    return next(number for digit in "0123456789" if is_valid(number := f"{prefix}{digit}{suffix}"))


def _date(rng: Random) -> str:
    return f"{rng.randint(55, 99)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"


def _cpf(rng: Random) -> str:
    number = _digits(rng, 9)
    first = -sum((10 - i) * int(digit) for i, digit in enumerate(number)) % 11 % 10
    second = -(sum((11 - i) * int(digit) for i, digit in enumerate(number)) + 2 * first) % 11 % 10
    return str(cpf.format(f"{number}{first}{second}"))


def _cnpj(rng: Random) -> str:
    number = f"{_digits(rng, 8)}0001"
    return str(cnpj.format(number + cnpj.calc_check_digits(number)))


def _rut(rng: Random) -> str:
    number = str(rng.randrange(7_000_000, 26_000_000))
    return str(rut.format(number + rut.calc_check_digit(number)))


def _cuit(rng: Random, prefix: str) -> str:
    number = prefix + _digits(rng, 8)
    return number + str(cuit.calc_check_digit(number))


def _tckn(rng: Random) -> str:
    number = _digits(rng, 9)
    return number + str(tckimlik.calc_check_digits(number))


def _vkn(rng: Random) -> str:
    number = _digits(rng, 9)
    return number + str(vkn.calc_check_digit(number))


def _rfc(rng: Random, letters: int) -> str:
    number = "".join(rng.choice(_CONSONANTS) for _ in range(letters)) + _date(rng) + rng.choice("ABCDEFGH") + rng.choice("123456789")
    return number + str(rfc.calc_check_digit(number))


def _ruc_pe(rng: Random) -> str:
    number = "20" + _digits(rng, 8)
    return number + str(ruc.calc_check_digit(number))


def _nit(rng: Random) -> str:
    number = str(rng.choice((800, 830, 900, 901))) + _digits(rng, 6)
    return number + str(nit.calc_check_digit(number))


def _cedula_ec(rng: Random) -> str:
    return _completed(f"{rng.randint(1, 24):02d}{rng.randint(0, 5)}{rng.randrange(10**6):06d}", ci.is_valid)


def _inn_person(rng: Random) -> str:
    number = f"{rng.choice((77, 78, 66, 54, 36))}{_digits(rng, 8)}"
    return number + str(inn.calc_personal_check_digits(number))


def _inn_company(rng: Random) -> str:
    number = f"{rng.choice((77, 78, 66, 54, 36))}{_digits(rng, 7)}"
    return number + str(inn.calc_company_check_digit(number))


def _nik(rng: Random) -> str:
    day = rng.randint(1, 28) + rng.choice((0, 40))
    born = f"{day:02d}{rng.randint(1, 12):02d}{rng.randint(60, 99)}"
    return f"{rng.choice(_INDONESIAN_DISTRICTS)}{born}{rng.randint(1, 9998):04d}"


def _npwp(rng: Random) -> str:
    return _completed(f"0{_digits(rng, 7)}", npwp.is_valid, f"{rng.randint(11, 998):03d}000")


def _abn(rng: Random) -> str:
    number = _digits(rng, 9)
    return str(abn.calc_check_digits(number)) + number


def _ird(rng: Random) -> str:
    while True:  # some prefixes have no check digit
        number = str(rng.randrange(10_000_000, 14_900_000))
        digit = str(ird.calc_check_digit(number))
        if len(digit) == 1:
            return number + digit


def _uen(rng: Random) -> str:
    number = f"{rng.randint(1996, 2024)}{_digits(rng, 5)}"
    return number + str(uen.calc_local_company_check_digit(number))


def _che_uid(rng: Random) -> str:
    while True:  # some prefixes have no check digit
        number = _digits(rng, 8)
        digit = str(uid.calc_check_digit(number))
        if len(digit) == 1:
            return str(uid.format(f"CHE{number}{digit}"))


def _gb_vat(rng: Random) -> str:
    number = str(rng.randrange(1_000_000, 9_999_999))
    check = -sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), number, strict=True)) % 97
    return f"GB{number}{check:02d}"


def _bn_ca(rng: Random) -> str:
    return _completed(str(rng.choice((10, 12, 13, 80))) + _digits(rng, 6), bn.is_valid) + "RT0001"


def _eori(country: str) -> Maker:
    return lambda rng: country + _digits(rng, _EORI_DIGITS[country])


def _ioss(rng: Random) -> str:
    return f"IM{rng.choice(tuple(_EU_NUMERIC.values()))}{_digits(rng, 7)}"


def _iec(rng: Random) -> str:
    letters = "".join(rng.choice("ABCDEFGHJKLMNPRSTUVW") for _ in range(3))
    return f"{letters}{rng.choice('CF')}{rng.choice('ABDGJKMPRST')}{_digits(rng, 4)}{rng.choice('ABCDEFGHJKLMNPQR')}"


_MAKERS: dict[tuple[str, Role], tuple[str, Maker]] = {
    ("AR", "person"): ("CUIT", lambda rng: _cuit(rng, rng.choice(("20", "27")))),
    ("AR", "company"): ("CUIT", lambda rng: _cuit(rng, "30")),
    ("AU", "company"): ("ABN", _abn),
    ("AU", "seller"): ("ARN", lambda rng: f"3000{_digits(rng, 8)}"),
    ("BR", "person"): ("CPF", _cpf),
    ("BR", "company"): ("CNPJ", _cnpj),
    ("CA", "company"): ("BN_CA", _bn_ca),
    ("CA", "seller"): ("BN_CA", _bn_ca),
    ("CH", "company"): ("CHE_UID", _che_uid),
    ("CH", "seller"): ("CHE_UID", _che_uid),
    ("CL", "person"): ("RUT", _rut),
    ("CL", "company"): ("RUT", _rut),
    ("CO", "person"): ("CEDULA", lambda rng: _digits(rng, 10)),
    ("CO", "company"): ("NIT", _nit),
    ("EC", "person"): ("CEDULA", _cedula_ec),
    ("EC", "company"): ("RUC", lambda rng: f"{_cedula_ec(rng)}001"),
    ("GB", "company"): ("EORI", lambda rng: f"GB{_digits(rng, 9)}000"),
    ("GB", "seller"): ("VAT", _gb_vat),
    ("ID", "person"): ("NIK", _nik),
    ("ID", "company"): ("NPWP", _npwp),
    ("IN", "company"): ("IEC", _iec),
    ("IN", "exporter"): ("IEC", _iec),
    ("KR", "person"): ("PCCC", lambda rng: f"P{_digits(rng, 12)}"),
    ("MX", "person"): ("RFC", lambda rng: _rfc(rng, 4)),
    ("MX", "company"): ("RFC", lambda rng: _rfc(rng, 3)),
    ("MY", "seller"): ("LVG_MY", lambda rng: f"W10{_digits(rng, 11)}"),
    ("NO", "seller"): ("VOEC", lambda rng: f"2{_digits(rng, 6)}"),
    ("NZ", "company"): ("IRD", _ird),
    ("NZ", "seller"): ("IRD", _ird),
    ("PE", "person"): ("DNI", lambda rng: _digits(rng, 8)),
    ("PE", "company"): ("RUC", _ruc_pe),
    ("RU", "person"): ("INN", _inn_person),
    ("RU", "company"): ("INN", _inn_company),
    ("SG", "company"): ("UEN", _uen),
    ("SG", "seller"): ("GST_SG", lambda rng: f"M9{_digits(rng, 7)}{rng.choice('ABCDEFGHJK')}"),
    ("TR", "person"): ("TCKN", _tckn),
    ("TR", "company"): ("VKN", _vkn),
    **{(code, "seller"): ("IOSS", _ioss) for code in _EU_NUMERIC},
    **{(code, "company"): ("EORI", _eori(code)) for code in _EU_NUMERIC},
}


def reference_for(country: str, role: Role, rng: Random) -> dict[str, str] | None:
    """Return an invented reference that a party of the role has in the country, or ``None`` where none is asked for.

    The shape is that of ``references`` in a party: ``kind`` and ``value``. A ``seller`` is registered in the country of
    destination (IOSS, VOEC ...), an ``exporter`` in the country of origin.
    """
    found = _MAKERS.get((country, role))
    if found is None:
        return None
    kind, make = found
    return {"kind": kind, "value": make(rng)}
