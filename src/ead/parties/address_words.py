"""What stands beside a house number: words for number, flat, floor and plot, and the countries where the number comes first."""

from __future__ import annotations

import re
from functools import cache

from ead.patterns import lazy

__all__ = [
    "DATES",
    "HOUSES",
    "MARKS",
    "NUMBERED_STREETS",
    "NUMBER_FIRST",
    "SIDE_STREETS",
    "SPELT",
    "UNITS",
    "WITHOUT_NUMBER",
    "YEARS",
]

_FIRST = (
    "US CA GB IE AU NZ FR LU MC GP MQ GF RE YT PM IN SG MY PH TH ZA HK PK LK BD NP KE NG GH UG TZ ZW ZM JM TT MT EG MA DZ TN SN CI JP KR "
    "CN TW AE SA QA KW OM BH JO LB VN KH LA MM FJ PG GG JE IM GI BM BS BB MU AM GE AZ"
)
NUMBER_FIRST = frozenset(_FIRST.split())
"""Where the house number usually stands before the street; elsewhere, and where nothing is known, it follows."""

# Words before a house number, which are no part of it. Those of few letters count only with their dot, sign or blank.
_MARK_WORDS = (
    r"n(?:o|r|um|úm|ro)[.:]|no|nr|nro|n[.]|n[°ºᵒ]|n[.] ?[°ºo][.]?|nº|no[.]? ?[°º]|№|#|número|numero|numéro|nummer|number"
    r"|(?:h|house|door)[. ]?(?:no|nr|number)[.:]?|haus(?:nummer|nr[.]?)?"
    r"|số(?: nhà)?|so nha|so|дом|д[.]|dom|d[.]|буд[.]|будинок|bud[.]|бр[.]|br[.]|broj|č[. ]?p[.]?|čp[.]|č[.]|c[.]p[.]|szám"
    r"|αρ[.]|ar[.]|no[.]?lu|house|kapı(?: no)?"
)
MARKS = lazy(rf"(?i)(?:(?<![^\W_])(?:{_MARK_WORDS})|[#№])[ .:]*$")
"""The end of a text after which a house number comes."""

# Words that make the number a plot or building; they stay with it.
HOUSES = lazy(
    r"(?i)(?<![^\W_])(?:plot|villa|lot|lote|lt|blk|block|bldg|building|house|casa|manzana|mz|quadra|qd|stand|erf|shop|kavel|km|gala|dom|parcela)"
    r"[ .:]*(?:(?:no|nr|number)[.: ]*)?$"
)
"""The end of a text after which the number of a plot, block or building comes."""

_UNIT_WORDS = (
    r"ap(?:t|to|artment|artamento|artament|p|pt|partement|partamento|artman)?[.]?|unit|suite|ste[.]?|flat|fl(?:oor)?[.]?"
    r"|level|lvl|room|rm[.]?|door(?! ?no)|interno|int[.]?|scala"
    r"|piso|planta|pta[.]?|puerta|esc(?:alera)?[.]?|depto[.]?|dpto[.]?|departamento|dto[.]?|esq[.]?|torre|tower|oficina"
    r"|of(?:ic)?[.]|office|sala|loja|bloco|andar"
    r"|top|tür|stiege|stock|whg[.]?|wohnung|wohnungsnr[.]?|bus|bo[iî]te|bte[.]?|lok(?:al)?[.]?|mieszk(?:anie)?[.]?|byt"
    r"|lakás|emelet|lépcsőház|ajtó|etaj|lgh|leil|leilighet|h[. ]?nr"
    r"|kat|daire|blok|lantai|tingkat|moo|mu|kv[.]|кв(?:артира)?[.]?|korp(?:us)?[.]?|корп(?:ус)?[.]?|оф(?:ис)?[.]?|ofis"
    r"|под[ъь]езд|эт(?:аж)?[.]?|вх[.]|vh[.]|ап[.]|ет[.]|ofic[.]"
    r"|dương|căn hộ|phòng|tầng|หมู่|ห้อง|ชั้น|diam[.]?|διαμ[.]?|όροφος|דירה|קומה|كود|شقة|الطابق"
)
# Short forms with a meaning in some countries only.
_UNITS_BY_COUNTRY = {
    "PL": r"m[.]",
    "RO": r"bl[.]|sc[.]|et[.]|ap[.]",
    "MD": r"bl[.]|sc[.]|et[.]|ap[.]",
    "BG": r"bl[.]|бл[.]|et[.]|ap[.]",
    "RU": r"k[.]|к[.]|str[.]|стр[.]|pod[.]|et[.]",
    "KZ": r"k[.]|к[.]|pod[.]",
    "UA": r"k[.]|к[.]",
    "BY": r"k[.]|к[.]",
    "TR": r"d(?=[ .:]{1,3}[0-9])|k(?=[ .:]{1,3}[0-9])",
    "SG": r"#(?=[0-9]{1,2}-[0-9])",
    "NL": r"hs",
    "IT": r"sc[.]",
    "IL": r"ap[.]",
    "LT": r"bt[.]",
    "HU": r"em[.]|a[.]",
    "MX": r"c[.] ?p[.]",
    "AR": r"c[.]? ?p[.]?",
    "ES": r"c[.] ?p[.]",
}


@cache
def _units(more: str = "") -> re.Pattern[str]:
    words = f"{more}|{_UNIT_WORDS}" if more else _UNIT_WORDS
    # The sign of Singapore needs no identifier after a blank; all others have one: digits, or a single letter.
    return re.compile(
        rf"(?i)(?<![^\W_])(?:(?:{words})(?![^\W\d_])[ .:]*(?:(?:no|nr)[.: ]*|#)?"
        rf"(?:[0-9][0-9a-z]*(?:-[0-9a-z]+)*|[a-z](?![^\W_])|[ivx]{{1,4}}(?![^\W_]))"
        rf"|[0-9g]{{1,3}}/?fl?[.]?(?![\w])|[0-9]{{1,3}}(?:st|nd|rd|th) (?:floor|fl)(?!\w))"
    )


def UNITS(country: str | None) -> re.Pattern[str]:  # noqa: N802 - a table, by country
    """The pattern of the beginning of a flat, floor, room or staircase with its identifier."""
    return _units(_UNITS_BY_COUNTRY.get(country or "", ""))


_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|januar|jänner|februar|märz|mai"
    "|juni|juli|oktober|dezember"
    "|janvier|février|fevrier|mars|avril|juin|juillet|août|aout|septembre|octobre|novembre|décembre|enero|febrero|marzo"
    "|abril|mayo|junio|julio|agosto"
    "|septiembre|setiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro"
    "|dezembro|gennaio|febbraio|aprile"
    "|maggio|giugno|luglio|settembre|ottobre|dicembre|maja|stycznia|lutego|marca|kwietnia|czerwca|lipca|sierpnia|września"
    "|października|listopada|grudnia"
    "|května|kvetna|října|listopadu|prosince|ledna|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября"
    "|ноября|декабря|травня|серпня|жовтня"
    "|mart|nisan|mayıs|mayis|temmuz|ağustos|agustos|eylül|ekim|kasım|aralık|ocak|şubat|március|októbra|mája|septembrie|decembrie|mai"
)
DATES = lazy(rf"(?i)[.]?(?: (?:de|of|the|di))? ?(?:d['’])?(?:{_MONTHS})(?!\w)")
"""What follows a number that is the day of a date: streets are called after dates."""

YEARS = lazy(rf"(?i)(?<!\w)(?:{_MONTHS}) (?:de )?$")
"""What stands before the year of such a date."""

NUMBERED_STREETS = lazy(
    r"(?i)(?<![^\W_])(?:calle|cl|carrera|cra|kra|kr|cr|transversal|transv|tv|diagonal|diag|dg|street|st|road|rd|route|rte|rota|highway|hwy|lane|ln|alley|aly"
    r"|section|sec|sector|soi|phase|zone|cross|main|gali|gate|ave|avenue|circuit|(?:road|street|lane) no|ruta|rodovia|br)[. ]*(?:no[. ]*)?$"
)
"""Words after which a number may name the street itself."""

SIDE_STREETS = lazy(r"(?i)(?:lane|ln|alley|aly|section|sec|nong|xiang|hutong)\b[. ]*[0-9]*")
"""A lane or section: the street it branches off follows."""

WITHOUT_NUMBER = lazy(
    r"(?i)(?<![^\W_])(?:s/n[°ºo]?|s[.] ?n[.]|snc|s[.]n[.]c[.]|sin n[uú]mero|sem n[uú]mero"
    r"|sans num[eé]ro|senza numero|bez broja|b[.]b[.]|bb|bez čísla)(?![^\W_])[.]?"
)
"""What is written where a house has no number; it stands in for one."""

SPELT = lazy(r"(?i)(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?=[^\W\d_])")
"""Numbers that English addresses spell out."""
