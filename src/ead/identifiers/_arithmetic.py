"""Check digits of the commonest tax numbers, computed without a step of Python for each character.

python-stdnum is what knows these numbers, and has the last word. It looks at every character three times to find separators, which
costs more than all else that is done with a reference. A test here says of a number written in its usual way that it is valid: then
python-stdnum says so too. Where a test says no, the number may be written differently, and python-stdnum is asked.

>>> SURELY_VALID["stdnum.br.cpf"]("390.533.447-05"), SURELY_VALID["stdnum.br.cpf"]("390.533.447-06")
(True, False)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import mul
from types import MappingProxyType

from ead.identifiers._text import is_digits

__all__ = ["SURELY_VALID"]

_CPF_FIRST, _CPF_SECOND = tuple(range(10, 1, -1)), tuple(range(11, 1, -1))
_CUIT = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_CUIT_TYPES = ("20", "23", "24", "27", "30", "33", "34", "50", "51", "55")
_INN_COMPANY = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_FIRST, _INN_SECOND = (7, *_INN_COMPANY), (3, 7, *_INN_COMPANY)
_RUT = (3, 2, 7, 6, 5, 4, 3, 2)
_UID = (5, 4, 3, 2, 7, 6, 5, 4)
_VAT = (8, 7, 6, 5, 4, 3, 2, 10, 1)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_PROGRAMMES = ("RC", "RM", "RP", "RT")


def _weighted(weights: Sequence[int], digits: str) -> int:
    # To make a number of each digit costs several times as much as their ASCII codes, less those of as many zeros.
    of_codes: int = sum(map(mul, weights, digits.encode()))
    return of_codes - ord("0") * sum(weights)


def _is_cpf(value: str) -> bool:
    digits = value.replace(".", "").replace("-", "")
    if len(digits) != 11 or not is_digits(digits) or digits == "00000000000":
        return False
    return int(digits[9:]) == -_weighted(_CPF_FIRST, digits) % 11 % 10 * 10 + -_weighted(_CPF_SECOND, digits) % 11 % 10


def _is_bn(value: str) -> bool:
    if len(value) not in (9, 15) or not is_digits(value[:9]) or (value[9:11] not in _PROGRAMMES and value[9:]):
        return False
    doubled = sum(map(_DOUBLED.__getitem__, map(int, value[1:8:2])))
    return (sum(map(int, value[:9:2])) + doubled) % 10 == 0 and (len(value) == 9 or is_digits(value[11:]))


def _is_british_vat(value: str) -> bool:
    digits = value.removeprefix("GB")
    # Numbers from 100 0000 00 on have another remainder too, so those below are left to python-stdnum.
    return len(digits) == 9 and is_digits(digits) and digits[0] != "0" and _weighted(_VAT, digits) % 97 in (0, 42, 55)


def _is_uid(value: str) -> bool:
    digits = value.removeprefix("CHE").replace("-", "").replace(".", "")
    return len(digits) == 9 and is_digits(digits) and value[:3] == "CHE" and -_weighted(_UID, digits) % 11 == int(digits[8])


def _is_inn(value: str) -> bool:
    if not is_digits(value):
        return False
    if len(value) == 10:
        return _weighted(_INN_COMPANY, value) % 11 % 10 == int(value[9])
    if len(value) != 12:
        return False
    return int(value[10:]) == _weighted(_INN_FIRST, value) % 11 % 10 * 10 + _weighted(_INN_SECOND, value) % 11 % 10


def _is_cuit(value: str) -> bool:
    digits = value.replace("-", "")
    if len(digits) != 11 or digits[:2] not in _CUIT_TYPES or not is_digits(digits):
        return False
    check = -_weighted(_CUIT, digits) % 11
    return int(digits[10]) == (9 if check == 10 else check)


def _is_rut(value: str) -> bool:
    digits = value[:-1].replace(".", "").replace("-", "")
    if len(digits) not in (7, 8) or not is_digits(digits):
        return False
    return value[-1] == "0123456789K"[-_weighted(_RUT, digits.zfill(8)) % 11]


SURELY_VALID: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "stdnum.ar.cuit": _is_cuit,
        "stdnum.br.cpf": _is_cpf,
        "stdnum.ca.bn": _is_bn,
        "stdnum.ch.uid": _is_uid,
        "stdnum.cl.rut": _is_rut,
        "stdnum.gb.vat": _is_british_vat,
        "stdnum.ru.inn": _is_inn,
    }
)
"""The test of numbers that python-stdnum validates, by the module that does."""
