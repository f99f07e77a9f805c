"""How tax and customs numbers are usually written, and what their check digits come from.

Data for the quick test of :mod:`ead.identifiers._arithmetic` and its compiled twin, by the module that validates the number. A number
that has one of these shapes is valid; one that has none may be written in another way, and the module of the kind decides.

>>> sorted({shape.pattern for shape in shapes_of("stdnum.br.cpf")})
['###########', '###.###.###-##']
>>> shapes_of("stdnum.de.idnr")
()
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from ead.named import NamedTuple

__all__ = ["PATHS", "Codes", "Shape", "Sum", "shapes_of"]

_ELEVEN = "0 987654321"  # a blank fits no character: for that remainder no number is given out
_ELEVEN_OR_ZERO = "00987654321"
_TEN = "0987654321"
_INDONESIAN_PROVINCES = "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 71 72 73 74 75 76 81 82 91 94"
_ECUADORIAN_PROVINCES = (*(f"{number:02d}" for number in range(1, 25)), "30", "50")
_LONGEST_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # the 29th of February is left to whoever knows the year
_NO_BEGINNINGS = """
    BACA BAKA BUEI BUEY CACA CACO CAGA CAGO CAKA CAKO COGE COGI COJA COJE COJI COJO COLA CULO FALO FETO GETA GUEI GUEY JETA JOTO KACA KACO
    KAGA KAGO KAKA KAKO KOGE KOGI KOJA KOJE KOJI KOJO KOLA KULO LILO LOCA LOCO LOKA LOKO MAME MAMO MEAR MEAS MEON MIAR MION MOCO MOKO MULA
    MULO NACA NACO PEDA PEDO PENE PIPI PITO POPO PUTA PUTO QULO RATA ROBA ROBE ROBO RUIN SENO TETA VACA VAGA VAGO VAKA VUEI VUEY WUEI WUEY
"""  # words that a Mexican number does not begin with; the letters of such names are changed


class Sum(NamedTuple):
    """The remainder of a sum over the first signs, by a modulus, says which characters may stand at one place.

    ``values`` holds what each of the ten digits counts at each place, ``allowed`` the characters for each remainder.
    """

    values: Sequence[Sequence[int]]
    modulus: int
    place: int
    allowed: Sequence[str]


class Codes(NamedTuple):
    """The digits from a place on are one of some codes, which all have the same length, at most four.

    Where a number of zeros only is not valid, a few digits that are hardly ever zeros stand for all of them.
    """

    place: int
    allowed: Collection[str]


class Shape(NamedTuple):
    """One way to write a number. Places in sums and codes count its signs: the characters that the pattern leaves open.

    In a pattern ``#`` is a digit, ``@`` a capital letter, ``*`` either; anything else stands for itself. ``unwanted`` are words that
    the number must not begin with.
    """

    pattern: str
    sums: tuple[Sum, ...] = ()
    codes: tuple[Codes, ...] = ()
    unwanted: tuple[str, ...] = ()


@cache
def shapes_of(path: str) -> tuple[Shape, ...]:
    """The shapes of numbers that the module with this import path validates; none where they are not known here."""
    maker = _MAKERS.get(path)
    return () if maker is None else tuple(maker())


def _weighted(*weights: int) -> Sequence[Sequence[int]]:
    return [[weight * digit for digit in range(10)] for weight in weights]


def _doubled(*weights: int) -> Sequence[Sequence[int]]:
    """With weights 1 and 2; a product of two digits counts as the sum of them."""
    return [[(weight * digit - 1) % 9 + 1 if digit else 0 for digit in range(10)] for weight in weights]


def _completing(modulus: int, weight: int, totals: Collection[int]) -> Sequence[str]:
    """The digits that, with this weight, complete each remainder to one of the totals."""
    return ["".join(str(digit) for digit in range(10) if (rest + weight * digit) % modulus in totals) for rest in range(modulus)]


def _numbers(least: int, most: int, digits: int) -> Collection[str]:
    return [f"{number:0{digits}d}" for number in range(least, most + 1)]


def _written(patterns: str, *sums: Sum, codes: tuple[Codes, ...] = ()) -> Iterable[Shape]:
    return [Shape(pattern, sums, codes) for pattern in patterns.split()]


def _any(sign: str, fewest: int, most: int) -> Iterable[Shape]:
    return [Shape(sign * length) for length in range(fewest, most + 1)]


def _abn() -> Iterable[Shape]:
    # The two digits in front count as ten and one; less than 11 they never are.
    check = Sum(_weighted(10, 1, *range(3, 19, 2)), 89, 10, _completing(89, 19, (10,)))
    return [Shape(pattern, (check,), (Codes(0, _numbers(11, 99, 2)),)) for pattern in ("###########", "## ### ### ###")]


def _bn() -> Iterable[Shape]:
    check = Sum(_doubled(1, 2, 1, 2, 1, 2, 1, 2), 10, 8, _TEN)
    return _written("######### #########RC#### #########RM#### #########RP#### #########RT####", check)


def _cedula_of_ecuador() -> Sum:
    return Sum(_doubled(2, 1, 2, 1, 2, 1, 2, 1, 2), 10, 9, _TEN)


def _ci() -> Iterable[Shape]:
    return _written("########## #########-#", _cedula_of_ecuador(), codes=(_ecuadorian("0123456"),))


def _ruc_of_ecuador() -> Iterable[Shape]:
    branch = Codes(10, _numbers(1, 99, 3))
    company = Sum(_weighted(4, 3, 2, 7, 6, 5, 4, 3, 2), 11, 9, _ELEVEN)
    yield Shape("#############", (_cedula_of_ecuador(),), (_ecuadorian("012345"), branch))
    yield Shape("#############", (company,), (_ecuadorian("9"), branch))


def _ecuadorian(third: str) -> Codes:
    return Codes(0, [province + digit for province in _ECUADORIAN_PROVINCES for digit in third])


def _cnpj() -> Iterable[Shape]:
    first = Sum(_weighted(5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), 11, 12, _ELEVEN_OR_ZERO)
    second = Sum(_weighted(6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), 11, 13, _ELEVEN_OR_ZERO)
    return _written("##.###.###/####-## ##############", first, second, codes=(Codes(8, _numbers(1, 999, 4)),))


def _cpf() -> Iterable[Shape]:
    first = Sum(_weighted(*range(10, 1, -1)), 11, 9, _ELEVEN_OR_ZERO)
    second = Sum(_weighted(*range(11, 1, -1)), 11, 10, _ELEVEN_OR_ZERO)
    # Not of zeros only: in one place or in another there is something else.
    for code in (Codes(7, _numbers(1, 99, 2)), Codes(0, _numbers(1, 999, 3))):
        yield from _written("###.###.###-## ###########", first, second, codes=(code,))


def _cui() -> Iterable[Shape]:
    letters_or_digits = [digit + letter for digit, letter in zip("65432110987", "KJIHGFEDCBA", strict=True)]
    yield Shape("########")
    yield from _written("########* ########-*", Sum(_weighted(3, 2, 7, 6, 5, 4, 3, 2), 11, 8, letters_or_digits))


def _cuit() -> Iterable[Shape]:
    check = Sum(_weighted(5, 4, 3, 2, 7, 6, 5, 4, 3, 2), 11, 10, "09987654321")
    holders = Codes(0, ("20", "23", "24", "27", "30", "33", "34", "50", "51", "55"))
    return _written("########### ##-########-#", check, codes=(holders,))


def _iin() -> Iterable[Shape]:
    return _with_second_weights("############", range(1, 12), (*range(3, 12), 1, 2), "0123456789 ")


def _with_second_weights(
    patterns: str, first: Iterable[int], second: Iterable[int], allowed: str, codes: tuple[Codes, ...] = ()
) -> Iterable[Shape]:
    """Numbers that are summed with other weights where the first sum allows no check digit."""
    one, other = _weighted(*first), _weighted(*second)
    misses = ["0123456789" if sign == " " else "" for sign in allowed]
    for sums in ([Sum(one, 11, len(one), allowed)], [Sum(one, 11, len(one), misses), Sum(other, 11, len(one), allowed)]):
        yield from _written(patterns, *sums, codes=codes)


def _inn() -> Iterable[Shape]:
    company = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    allowed = "01234567890"
    yield Shape("##########", (Sum(_weighted(*company), 11, 9, allowed),))
    person = (Sum(_weighted(7, *company), 11, 10, allowed), Sum(_weighted(3, 7, *company), 11, 11, allowed))
    yield Shape("############", person)


def _ird() -> Iterable[Shape]:
    first, second = (3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)
    yield from _with_second_weights("######### ###-###-###", first, second, _ELEVEN, (Codes(0, _numbers(1, 14, 2)),))
    yield from _with_second_weights("######## ##-###-###", first[1:], second[1:], _ELEVEN, (Codes(0, _numbers(10, 99, 2)),))


def _nik() -> Iterable[Shape]:
    born = [f"{day + late:02d}{month:02d}" for month, day in _days() for late in (0, 40)]  # women are born forty days later
    return [Shape("#" * 16, (), (Codes(0, _INDONESIAN_PROVINCES.split()), Codes(6, born)))]


def _days() -> Iterable[tuple[int, int]]:
    return [(month, day) for month, most in enumerate(_LONGEST_MONTHS, 1) for day in range(1, most + 1)]


def _nit() -> Iterable[Shape]:
    for digits, patterns in ((8, "######### ########-# ##.###.###-#"), (9, "########## #########-# ###.###.###-#")):
        yield from _written(patterns, Sum(_weighted(*(41, 37, 29, 23, 19, 17, 13, 7, 3)[-digits:]), 11, digits, "01987654321"))


def _npwp() -> Iterable[Shape]:
    check = Sum(_doubled(1, 2, 1, 2, 1, 2, 1, 2), 10, 8, _TEN)
    yield from _written("############### 0############### ##.###.###.#-###.###", check)
    yield from _nik()


def _pinfl() -> Iterable[Shape]:
    check = Sum(_weighted(*(7, 3, 1) * 4, 7), 10, 13, "0123456789")
    return _written("##############", check, codes=(Codes(0, "123456"),))


def _rfc() -> Iterable[Shape]:
    days = [f"{month:02d}{day:02d}" for month, day in _days()]
    yield Shape("@@@######***", (), (Codes(5, days),))
    for pattern in ("@@@@######***", "@@@@######"):
        yield Shape(pattern, (), (Codes(6, days),), tuple(_NO_BEGINNINGS.split()))


def _ruc_of_peru() -> Iterable[Shape]:
    check = Sum(_weighted(5, 4, 3, 2, 7, 6, 5, 4, 3, 2), 11, 10, "10987654321")
    return _written("###########", check, codes=(Codes(0, ("10", "15", "16", "17", "20")),))


def _rut() -> Iterable[Shape]:
    for digits, patterns in ((8, "##.###.###-* ########-* ########*"), (7, "#.###.###-* #######-* #######*")):
        yield from _written(patterns, Sum(_weighted(*(3, 2, 7, 6, 5, 4, 3, 2)[-digits:]), 11, digits, "0K987654321"))


def _sg_gst() -> Iterable[Shape]:
    return _written("M*#######* M*-#######-* ########@ #########@ T##@@####@ S##@@####@ R##@@####@")


def _tckimlik() -> Iterable[Shape]:
    first = Sum(_weighted(3, 1, 3, 1, 3, 1, 3, 1, 3), 10, 9, _TEN)
    return _written("###########", first, Sum(_weighted(*[1] * 10), 10, 10, "0123456789"), codes=(Codes(0, "123456789"),))


def _uen() -> Iterable[Shape]:
    years = Codes(0, _numbers(1800, 2025, 4))  # later ones depend on the clock
    yield Shape("#########@", (Sum(_weighted(10, 8, 6, 4, 9, 7, 5, 3, 1), 11, 9, "ZKCMDNERGWH"),), (years,))
    yield Shape("########@", (Sum(_weighted(10, 4, 9, 3, 8, 2, 7, 1), 11, 8, "XMKECAWLJDB"),))


def _uid() -> Iterable[Shape]:
    check = Sum(_weighted(5, 4, 3, 2, 7, 6, 5, 4), 11, 8, _ELEVEN)
    return _written("CHE-###.###.### CHE#########", check)


def _vat_of_britain() -> Iterable[Shape]:
    # Below 100 0000 00 fewer totals are right, so those numbers are left to whoever knows them.
    check = Sum(_weighted(8, 7, 6, 5, 4, 3, 2, 10), 97, 8, _completing(97, 1, (0, 42, 55)))
    return _written("GB######### #########", check, codes=(Codes(0, "123456789"),))


def _vkn() -> Iterable[Shape]:
    def counts(place: int, digit: int) -> int:
        moved = (digit + place) % 10
        return moved * 2**place % 9 or 9 if moved else 0

    values = [[counts(place, digit) for digit in range(10)] for place in range(9, 0, -1)]
    return [Shape("##########", (Sum(values, 10, 9, _TEN),))]


_MAKERS: Mapping[str, Callable[[], Iterable[Shape]]] = MappingProxyType(
    {
        "ead.identifiers.arn": lambda: [Shape("#" * 12)],
        "ead.identifiers.co_cedula": lambda: _any("#", 6, 10),
        "ead.identifiers.iec": lambda: [Shape("*" * 10)],
        "ead.identifiers.kz_iin": _iin,
        "ead.identifiers.my_lvg": lambda: _any("*", 8, 20),
        "ead.identifiers.pccc": lambda: [Shape("P" + "#" * 12)],
        "ead.identifiers.pe_ruc": _ruc_of_peru,
        "ead.identifiers.sg_gst": _sg_gst,
        "ead.identifiers.uz_pinfl": _pinfl,
        "ead.identifiers.voec": lambda: [Shape("#" * 7), Shape("VOEC #######")],
        "stdnum.ar.cuit": _cuit,
        "stdnum.au.abn": _abn,
        "stdnum.br.cnpj": _cnpj,
        "stdnum.br.cpf": _cpf,
        "stdnum.ca.bn": _bn,
        "stdnum.ch.uid": _uid,
        "stdnum.cl.rut": _rut,
        "stdnum.co.nit": _nit,
        "stdnum.ec.ci": _ci,
        "stdnum.ec.ruc": _ruc_of_ecuador,
        "stdnum.gb.vat": _vat_of_britain,
        "stdnum.id.nik": _nik,
        "stdnum.id.npwp": _npwp,
        "stdnum.mx.rfc": _rfc,
        "stdnum.nz.ird": _ird,
        "stdnum.pe.cui": _cui,
        "stdnum.ru.inn": _inn,
        "stdnum.sg.uen": _uen,
        "stdnum.tr.tckimlik": _tckimlik,
        "stdnum.tr.vkn": _vkn,
    }
)
PATHS: Collection[str] = tuple(_MAKERS)
"""The modules of which shapes are known."""
