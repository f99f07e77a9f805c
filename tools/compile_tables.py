"""Write the tables of the library in the form that is read fastest: ``data/compiled.txt`` of each package that has tables.

Run it after a change of a table in TOML or CSV: ``python tools/compile_tables.py``. ``--check`` says what is out of date and exits 1. Most
tables are copied as they are; texts that descriptions are compared with are folded here, as descriptions are when they are read.
"""

from __future__ import annotations

import csv
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ead import derived
from ead.codelists import countries
from ead.descriptions import goods_table, vagueness, words
from ead.rules.world import dg_grammar

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "ead"
PACKAGES = ("descriptions", "profiles", "rules")

_DANGERS = ("lithium", "explosive", "substances", "prohibited", "restricted")
# Groups whose terms are wanted as they are written.
_WRITTEN = ("domain", "email", "mailbox", "party", "relay", "text")
_FIRST_UNSPACED = "\u0e00"  # Thai; Chinese, Japanese and Korean lie above
_POSITIONS = dict.fromkeys(("fr", "es", "it", "pt"), goods_table.FIRST) | dict.fromkeys(("pl", "ru"), goods_table.INNER)
_COMPOUNDING = frozenset({"de", "nl"})
_SHORTEST_IN_COMPOUND = 4
# Ends of words that are something else: shamrock, pantyhose.
_NO_COMPOUND_END = frozenset(
    {"rock", "boot", "helm", "cape", "spiegel", "stift", "kette", "tent", "sage", "lack", "regal", "roller"}
    | {"vest", "tang", "drone", "halter", "schal", "short", "musli", "lach", "thee", "garn", "bett", "lolly"}
)


def tables_of(package: str) -> dict[str, Any]:
    """The tables of a package as they are written, by their path below ``data`` without its suffix."""
    folder = SOURCE / package
    files = sorted([*folder.glob("*.toml"), *folder.glob("data/**/*.toml")])
    names = (file.relative_to(folder).with_suffix("").as_posix().removeprefix("data/") for file in files)
    return {name: tomllib.loads(file.read_text("utf-8"), parse_float=Decimal) for name, file in zip(names, files, strict=True)}


def compiled(package: str) -> dict[str, Any]:
    """The tables of a package as they are shipped."""
    tables = tables_of(package)
    if package == "descriptions":
        _add_words(tables)
    elif package == "rules":
        _add_dangers(tables)
    return tables


def _add_words(tables: dict[str, Any]) -> None:
    """The groups of terms, folded and in normal form, and the names of goods."""
    groups: dict[str, list[str]] = {}
    for name in [name for name in tables if name.startswith("terms/")]:
        for group, terms in tables[name]["terms"].items():
            groups.setdefault(group, []).extend(terms)
    folded = {group: sorted(set(words.fold_all(terms))) for group, terms in sorted(groups.items())}
    tables["folded"] = {group: _together(terms) for group, terms in folded.items()}
    tables["written"] = {group: _together(sorted(set(groups[group]))) for group in _WRITTEN}
    _publish("descriptions", tables)
    tables["normal"] = {group: _together(sorted(set(map(words.normal_of, terms)))) for group, terms in folded.items()}
    brands = (line.split(",") for line in _lines(SOURCE / "descriptions/data/brands.txt"))
    tables["brands"] = _together(sorted({words.fold(name) for names in brands for name in names}))
    _publish("descriptions", tables)
    tables["vocabulary"] = _together(sorted(vagueness.words_of_lists()))
    tables |= _goods()


def _together(texts: Iterable[str]) -> str:
    """Texts in one, a line for each: taking it apart again is faster than reading a list."""
    return "\n".join(texts)


def _lines(path: Path) -> Iterator[str]:
    return (line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#"))


def _goods() -> dict[str, Any]:
    """The names of goods, by the chapters and positions they can stand in, and what the search for them starts from."""
    places: dict[str, tuple[frozenset[str], int]] = {}
    keys: dict[str, set[str]] = {}
    for chapters, language, key in _spelt():
        known, positions = places.get(key, (frozenset(), 0))
        places[key] = known | chapters, positions | _POSITIONS.get(language, goods_table.LAST)
        keys.setdefault(key, set()).add(language)
    by_place: dict[str, list[str]] = {}
    for key, (chapters, positions) in sorted(places.items()):
        by_place.setdefault(" ".join([str(positions), *sorted(chapters)]), []).append(key)
    standing = {position: [key for key, (_, own) in places.items() if own & position] for position in (1, 2, 4)}
    longest: dict[str, int] = {}
    for key in places:
        first = key.partition(" ")[0]
        longest[first] = max(longest.get(first, 0), key.count(" ") + 1)
    return {
        "goods/names": {place: _together(found) for place, found in by_place.items()},
        "goods/beginnings": {
            str(length): _together(sorted(word for word, own in longest.items() if own == length)) for length in sorted({*longest.values()})
        },
        "goods/inner-beginnings": _together(sorted({key.partition(" ")[0] for key in standing[goods_table.INNER]})),
        "goods/endings": _together(sorted({key.rpartition(" ")[2] for key in standing[goods_table.LAST]})),
        "goods/stems": {str(position): _together(sorted({key[:3] for key in found})) for position, found in standing.items()},
        "goods/compounds": _together(sorted(key for key, own in keys.items() if own & _COMPOUNDING and _ends_compounds(key))),
        "goods/english": _together(sorted(key for key, own in keys.items() if "en" in own and key.isascii() and key.isalpha())),
    }


def _ends_compounds(key: str) -> bool:
    return " " not in key and len(key) >= _SHORTEST_IN_COMPOUND and key not in _NO_COMPOUND_END


def _spelt() -> Iterator[tuple[frozenset[str], str, str]]:
    """Each spelling of each name, folded and in the singular, with its chapters and language."""
    for row in csv.DictReader((SOURCE / "descriptions/data/goods-names.csv").read_text("utf-8").splitlines()):
        chapters = frozenset(row.pop("chapters").split())
        for language, cell in row.items():
            for name in _spellings(cell, language) if cell else ():
                yield chapters, language, _plain(name)


def _spellings(cell: str, language: str) -> list[str]:
    spelt = cell
    if language == "de":
        # Written on a keyboard without umlauts.
        spelt = cell.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    elif language == "tr":
        spelt = cell.replace("ı", "i")
    return cell.split("/") if spelt == cell else [*cell.split("/"), *spelt.split("/")]


def _plain(text: str) -> str:
    return " ".join(map(words.singular, words.fold(text).split()))


def _add_dangers(tables: dict[str, Any]) -> None:
    """The words for dangerous goods and their grammar in place of the tables that they are written in."""
    grammar = tables.pop("dg/grammar")
    tables["dg/grammar"] = {**grammar, "words": {role: _folded(listed) for role, listed in grammar["words"].items()}}
    for row in tables["dg/codes"]["code"]:
        row |= {key: _folded(row[key]) for key in ("unless", "softened") if key in row}
    files = [tables.pop(f"dg/{name}") for name in _DANGERS]
    _publish("rules", tables)
    tables["dg/terms"] = _dangers(files)
    tables["country-beginnings"] = _together(sorted({words.fold(name).split()[0] for name in countries.names()}))


def _folded(texts: Iterable[str]) -> list[str]:
    return sorted(set(map(_plain, texts)))


def _dangers(files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The groups of dangerous goods in order, and their terms by the word that is looked up."""
    rows = [row for data in files for row in data["group"]]
    tables: dict[str, dict[str, Any]] = {"exact": {}, "stems": {}, "unspaced": {}}
    for order, row in enumerate(rows):
        for kind in ("any", "head"):
            for term in row.get(kind, ()):
                _add_term(tables, term, order, strict=kind == "head")
    for name in ("exact", "stems"):
        tables[name] = {key: _together(rows) for key, rows in tables[name].items()}
    return {
        "groups": [_group(row) for row in rows],
        **tables,
        "signs": {name: [_joined(mark) for mark in marks] for name, marks in files[0]["unspaced"].items()},
        "equipment": _folded(files[0]["equipment"]),
    }


def _group(row: Mapping[str, Any]) -> list[Any]:
    return [
        *(row["rule"], row["goods"], row.get("un", "")),
        *(row.get(key, False) for key in ("sure", "minor", "battery")),
        *(_folded(row.get(key, ())) for key in ("harmless", "despite", "needs")),
    ]


def _add_term(tables: dict[str, dict[str, Any]], term: str, order: int, *, strict: bool) -> None:
    if term[0] >= _FIRST_UNSPACED:
        tables["unspaced"].setdefault(_joined(term)[0], []).append([_joined(term), order])
        return
    found = [word for part in term.split() for word in _written(part)]
    # The longest word is the rarest, and a whole word is found faster than a stem.
    anchor = max(range(len(found)), key=lambda position: (not found[position].endswith("*"), len(found[position])))
    word = found[anchor]
    name, key = ("stems", word[:4]) if word.endswith("*") else ("exact", word)
    tables[name].setdefault(key, []).append("\t".join((" ".join(found), str(anchor), "1" if strict else "", str(order))))


def _written(word: str) -> list[str]:
    return [f"{words.fold(word)}*"] if word.endswith("*") else dg_grammar.read_words(word)


def _joined(text: str) -> str:
    return words.fold(text).replace(" ", "")


def _publish(package: str, tables: Mapping[str, Any]) -> None:
    """Let the package read these tables, which the files may not have yet."""
    published[package] = {name: _json(value) for name, value in tables.items()}


def _json(value: Any) -> str:
    return json.dumps(_plain_value(value), ensure_ascii=False, separators=(",", ":"))


def _plain_value(value: Any) -> Any:
    """The value with what JSON lacks in a form that :mod:`ead.derived` knows."""
    if isinstance(value, dict):
        return {key: _plain_value(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain_value(one) for one in value]
    if isinstance(value, Decimal):
        number = float(value)
        if str(value) != repr(number):
            raise ValueError(f"{value} would change its form: write it as {number!r}")
        return number
    return {derived.DATE: value.isoformat()} if isinstance(value, date) else value


published: dict[str, dict[str, str]] = {}


def contents(package: str) -> str:
    """The text of ``data/compiled.txt`` of a package."""
    tables = compiled(package)
    return "".join(f"{name}\t{_json(tables[name])}\n" for name in sorted(tables))


def main(arguments: list[str]) -> int:
    """Write or check the files; returns the exit code."""
    # What is compared is folded by the words of the new tables, not of those shipped before.
    derived.tables = lambda package: published[package]  # type: ignore[assignment]
    stale = 0
    for package in PACKAGES:
        path, text = SOURCE / package / derived.FILE, contents(package)
        if path.exists() and path.read_text("utf-8") == text:
            continue
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} is out of date: run python tools/compile_tables.py")
            stale = 1
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
