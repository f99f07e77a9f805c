"""Look for XML that the compiled schema accepts wrongly: mutants of valid items and messages, read by the fast and the reference path.

Mutants of items are unsound when the compiled schema - as regular expressions, or as machine code where that was built - accepts what
lxml, the XSD and the field table refuse, reads it otherwise, or finds other faults; and so where machine code takes the trees of lxml for
valid. The reference path has nothing compiled in it. Mutants of whole messages (encodings, namespaces,
comments and CDATA around end tags, read in pieces of a few bytes) are unsound when both paths do not come to the same records and findings;
mutants of what stands around the items, when both do not come to the same root, header, problems and places.

    python benchmarks/soundness.py --mutants 1000000 --seed 20261122 --jobs 2

Every chunk of 10 000 mutants has a seed of its own, so a run can be stopped and started again: chunks that were done with the same code are
kept in build/soundness.jsonl. Prints what was done as one line, and each unsound mutant; exit code 1 if there is any.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import io
import json
import multiprocessing
import platform
import random
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lxml import etree
from mutants import OF_FRAMES, OF_ITEMS, OF_MESSAGES, mutated

import ead
from ead.fields import ITMATT_NAMESPACE
from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Record
from ead.fields.messages import ITMATT
from ead.findings import Problem
from ead.formats import itmatt_xml
from ead.formats.base import Decoded
from ead.formats.item_reader import Scanners, item_reader
from ead.formats.itmatt_xml import CODEC, ItmattXml
from ead.formats.scanner import is_suspicious, item_scanner
from ead.formats.shape import Fault, mend, shape_scanner
from ead.formats.xml_decode import group_decoder, is_blank, tree_reader
from ead.formats.xml_frame import frame_scanner
from ead.intake import fast_path, xml_stream
from ead.intake.source import open_source
from ead.intake.xml_prolog import inspect_prolog
from ead.intake.xml_tree import new_parser, parse
from ead.limits import DEFAULT_LIMITS
from ead.models import Item
from ead.models.records import item_to_record
from ead.testing.generator import REFERENCE_DATE, iter_items

ROOT = Path(__file__).resolve().parents[1]
CHUNK = 10_000
ITEMS_FOR_A_MESSAGE = 50
ITEMS_FOR_A_FRAME = 10
_OPENING = f'<Itmatt xmlns="{ITMATT_NAMESPACE}"><Header/>'
_SEED = 20261121


@dataclass(slots=True)
class Tally:
    """What came of some mutants: how many there were, how many the fast path accepted or found faulty, and those that are unsound.

    ``read`` are those that the compiled reader accepted or found faulty, ``walked`` those whose trees it accepted. Mutants of
    messages and of their frames are counted apart; ``framed`` are the frames that the fast path took in.
    """

    mutants: int = 0
    accepted: int = 0
    faulted: int = 0
    read: int = 0
    walked: int = 0
    messages: int = 0
    frames: int = 0
    framed: int = 0
    unsound: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add what came of others."""
        self.mutants += other.mutants
        self.accepted += other.accepted
        self.faulted += other.faulted
        self.read += other.read
        self.walked += other.walked
        self.messages += other.messages
        self.frames += other.frames
        self.framed += other.framed
        self.unsound += other.unsound


# -- items -------------------------------------------------------------------------------------------------------------


@functools.cache
def _message() -> str:
    """A valid message; every seventh item has the fields that the generator leaves out."""
    stream = io.BytesIO()
    records = [item_to_record(Item.model_validate(item)) for item in iter_items(300, seed=_SEED)]
    for record in records[::7]:
        record[ITEM_LAYOUT.position("transport_date")] = "2026-11-03T00:00:00.25+01:00"
        record[ITEM_LAYOUT.position("extra_fields")] = [["colour", "blue green"]]
    CODEC.write([None] * 5, records, stream)
    return stream.getvalue().decode()


@functools.cache
def valid_items() -> list[str]:
    """The text of valid items, each with the blanks before it."""
    return re.findall(r"\s*<Item>.*?</Item>", _message(), flags=re.DOTALL)


@functools.cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(ROOT / "schemas" / "itmatt-1.xsd"))


Answer = tuple[Record, list[tuple[Any, ...]]]
"""What a path says of an item: its record, and its problems in no particular order."""


def _answer(record: Record, problems: list[Problem]) -> Answer:
    return record, sorted(((one.code, one.path, sorted(one.params.items()), one.fix) for one in problems), key=repr)


def tree_of(item: str) -> etree._Element | None:
    """A message with that item and nothing else, or nothing where that is not what the text makes of it."""
    try:
        root = parse(f"{_OPENING}{item}</Itmatt>".encode(), new_parser())
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return None
    if len(root) != 2 or root[1].tag != f"{{{ITMATT_NAMESPACE}}}Item":
        return None
    return root if is_blank(root.text) and is_blank(root[0].tail) and is_blank(root[1].tail) else None


def reference_answer(root: etree._Element | None) -> Answer | None:
    """What lxml and the field table say of an item; nothing when there is none, or when only the XSD finds fault."""
    if root is None:
        return None
    problems: list[Problem] = []
    record = group_decoder(ITEM_LAYOUT, ITMATT_NAMESPACE).decode(root[1], (), problems)
    return _answer(record, problems) if problems or _schema().validate(root) else None


def tree_answer(root: etree._Element | None) -> Answer | None:
    """What the compiled reader of trees says; nothing where it was not built, too."""
    record = tree_reader(ITEM_LAYOUT, ITMATT_NAMESPACE)(root[1], False) if root is not None else None
    return None if record is None else (record, [])


def fast_answer(item: str) -> Answer | None:
    """What the regular expressions say, with values or for faulty ones without; nothing when they leave the item to the reference path."""
    suspicious = is_suspicious(item.encode(errors="surrogatepass"))
    record = item_scanner()(item, suspicious)
    if record is not None:
        return record, []
    shaped = shape_scanner()(item, suspicious)
    return None if shaped is None else _answer(*shaped)


def compiled_answer(item: str) -> Answer | None:
    """What the compiled reader says; nothing where it was not built, too."""
    data, faults, reader = item.encode(errors="surrogatepass"), list[Fault](), item_reader()
    record = reader.read(data, 0, len(data), faults) if reader is not None else None
    return None if record is None else _answer(record, mend(record, faults))


def examine_items(seed: str, count: int) -> Tally:
    """Try that many mutants of items."""
    rng = random.Random(seed)
    items, tally = valid_items(), Tally(mutants=count)
    for _ in range(count):
        mutant = mutated(rng.choice(items), OF_ITEMS, rng)
        root = tree_of(mutant)
        answer, compiled, walked = fast_answer(mutant), compiled_answer(mutant), tree_answer(root)
        tally.read += compiled is not None
        tally.walked += walked is not None
        if answer is not None:
            tally.accepted += not answer[1]
            tally.faulted += bool(answer[1])
        told = [one for one in (answer, compiled, walked) if one is not None]
        if told and any(one != reference_answer(root) for one in told):
            tally.unsound.append(mutant)
    return tally


# -- messages ----------------------------------------------------------------------------------------------------------


_ENCODINGS = ("utf-8",) * 8 + ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252")


@contextmanager
def one_path(*, fast: bool, step: int) -> Iterator[None]:
    """Read by one path, in pieces of so many bytes. The reference path has nothing compiled in it."""
    changes: list[tuple[Any, str, object]] = [(fast_path, "ON", fast), (xml_stream, "_READ", step)]
    if not fast:
        changes += [
            (itmatt_xml, "tree_reader", lambda layout, namespace: lambda element, plain: None),
            (xml_stream, "plain_ends", xml_stream.plain_ends_in_python),
            (xml_stream, "_end_tags", xml_stream.end_tags_in_python),
        ]
    usual = [(module, name, getattr(module, name)) for module, name, _ in changes]
    try:
        for change in changes:
            setattr(*change)
        yield
    finally:
        for before in usual:
            setattr(*before)


def outcome(data: bytes, *, fast: bool, step: int) -> list[object]:
    """What is read and found, by one path, in pieces of so many bytes."""
    with one_path(fast=fast, step=step):
        try:
            results = _structure().iter_validate(data)
            return [(one.index, one.outcome, one.record, [finding.as_dict() for finding in one.findings]) for one in results]
        except ead.EadError as error:
            return [str(error)]


def scanned_items(*, fast: bool) -> int:
    """How many items of the valid message meet the compiled schema, by one path."""
    met = []

    def noted(found: list[Decoded]) -> list[Decoded]:
        met.extend(found)
        return found

    def counting(self: ItmattXml, namespaces: dict[str | None, str]) -> Scanners | None:
        scanners = usual(self, namespaces)
        if scanners is None:
            return None
        scan, reader = scanners.scan(), scanners.reader
        return scanners._replace(
            reader=reader and SimpleNamespace(decode=lambda *given: noted(reader.decode(*given))),
            scan=lambda: lambda text, suspicious: met.append(text) or scan(text, suspicious),
        )

    usual, ItmattXml.scanners = ItmattXml.scanners, counting
    try:
        outcome(_message().encode(), fast=fast, step=1 << 18)
    finally:
        ItmattXml.scanners = usual
    return len(met)


@functools.cache
def _structure() -> ead.Validator:
    """Structure alone; it has seen so many items that the scanner is worth its while."""
    validator = ead.Validator(("structure",), as_of=REFERENCE_DATE)
    validator.validate(_message().encode())
    return validator


def examine_messages(seed: str, count: int) -> Tally:
    """Try that many mutants of messages of one to five items."""
    rng = random.Random(seed)
    items, head = valid_items(), _message().partition("  <Item>")[0]
    tally = Tally(messages=count)
    for _ in range(count):
        text = mutated(head + "".join(rng.sample(items, rng.randint(1, 5))) + "\n</Itmatt>\n", OF_MESSAGES, rng)
        data = text.encode(rng.choice(_ENCODINGS), errors="replace")
        step = rng.choice((17, 100, 1000, 1 << 18))
        if outcome(data, fast=True, step=step) != outcome(data, fast=False, step=step):
            tally.unsound.append(data.decode("latin-1"))
    return tally


# -- frames ------------------------------------------------------------------------------------------------------------

_SMALL_ITEM = "<Item><ItemId>LX806576725TW</ItemId></Item>"
_TAIL = "\n</Itmatt>\n"
_DECLARATIONS = (*['<?xml version="1.0" encoding="UTF-8"?>'] * 3, '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8"?>', "")


def _head(rng: random.Random) -> str:
    """What stands before the items of a valid message, with some of the fields that a header may have."""
    fields = {"MessageId": "M-1", "SenderOrgCd": "BEA", "RecipientOrgCd": "a=b ü", "CreationDt": "2026-11-03T00:00:00Z", "TestInd": "true"}
    blank = rng.choice(("", "\n  ", " ", "\r\n\t"))
    inner = "".join(f"{blank}<{name}>{value}</{name}>" for name, value in fields.items() if rng.random() < 0.7)
    header = rng.choice((f"<Header>{inner}{blank}</Header>",) * 6 + ("", "<Header/>"))
    declaration = rng.choice(_DECLARATIONS)
    return f'{declaration}\n<Itmatt xmlns="{ITMATT_NAMESPACE}">\n{blank}{header}\n  '


def frame_answer(data: bytes, *, fast: bool, step: int) -> object:
    """What one path says of prolog, frame and header, and of the places in them."""
    with one_path(fast=fast, step=step):
        prolog = inspect_prolog(data, complete=True)
        if isinstance(prolog, Problem):  # nothing behind it is read
            return prolog
        stream = CODEC.read(open_source(data), DEFAULT_LIMITS)
        early, records = stream.header, [(one.index, one.record, one.problems) for one in stream.items()]
        told = [(problem, stream.place(problem)) for problem in stream.problems]
        places = [stream.place(Problem("UPU-HDR-001", ("header", *name))) for name in ((), *((name,) for name in HEADER_LAYOUT.leaves))]
        return prolog, stream.frame, early, stream.header, records, stream.complete, told, places


def examine_frames(seed: str, count: int) -> Tally:
    """Try that many mutants of what stands around the items."""
    rng, scan, tally = random.Random(seed), frame_scanner(ITMATT), Tally(frames=count)
    _structure()
    for _ in range(count):
        head, tail = mutated(_head(rng), OF_FRAMES, rng), rng.choice((_TAIL, _TAIL, mutated(_TAIL, OF_FRAMES, rng)))
        data = f"{head}{_SMALL_ITEM}{tail}".encode(rng.choice(_ENCODINGS), errors="replace")
        step = rng.choice((17, 100, 1 << 18))
        tally.framed += scan(data.partition(b"<Item>")[0]) is not None
        if frame_answer(data, fast=True, step=step) != frame_answer(data, fast=False, step=step):
            tally.unsound.append(data.decode("latin-1"))
    return tally


# -- the run -----------------------------------------------------------------------------------------------------------


def examine(seed: int, number: int) -> Tally:
    """Try one chunk."""
    tally = examine_items(f"{seed}/{number}/items", CHUNK)
    tally.add(examine_messages(f"{seed}/{number}/messages", CHUNK // ITEMS_FOR_A_MESSAGE))
    tally.add(examine_frames(f"{seed}/{number}/frames", CHUNK // ITEMS_FOR_A_FRAME))
    return tally


def _numbered(argument: tuple[int, int]) -> tuple[int, Tally]:
    return argument[1], examine(*argument)


def _edition() -> str:
    """A digest of the code that is tried, and of this."""
    package = Path(ead.__file__).parent
    sources = [
        Path(__file__),
        Path(__file__).with_name("mutants.py"),
        *sorted(path for part in ("fields", "formats", "intake", "native") for path in (package / part).rglob("*.py")),
        *sorted(path for path in (package / "native").iterdir() if path.suffix in (".pyx", ".pxd", ".pxi")),
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


def _done_before(state: Path, mark: dict[str, Any]) -> dict[int, Tally]:
    lines = [json.loads(line) for line in state.read_text("utf-8").splitlines()] if state.exists() else []
    return {line["number"]: Tally(**line["tally"]) for line in lines if line["mark"] == mark}


def run(seed: int, chunks: int, jobs: int, state: Path) -> Iterator[tuple[int, Tally]]:
    """The chunks as they are done, those of an earlier run first."""
    mark = {"seed": seed, "edition": _edition(), "chunk": CHUNK}
    before = _done_before(state, mark)
    wanted = [(seed, number) for number in range(chunks) if number not in before]
    yield from ((number, tally) for number, tally in before.items() if number < chunks)
    state.parent.mkdir(parents=True, exist_ok=True)
    with multiprocessing.Pool(jobs) as pool, state.open("a", encoding="utf-8") as file:
        for number, tally in pool.imap_unordered(_numbered, wanted):
            file.write(json.dumps({"mark": mark, "number": number, "tally": asdict(tally)}) + "\n")
            file.flush()
            yield number, tally


def main() -> int:
    """Try mutants as the command line asks; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=1_000_000, help=f"rounded up to chunks of {CHUNK}")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--state", type=Path, default=ROOT / "build" / "soundness.jsonl")
    options = parser.parse_args()
    chunks, total = -(-options.mutants // CHUNK), Tally()
    for done, (_, tally) in enumerate(run(options.seed, chunks, options.jobs, options.state), start=1):
        total.add(tally)
        print(f"\r{done} of {chunks} chunks, {len(total.unsound)} unsound", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for mutant in total.unsound[:20]:
        print(repr(mutant))
    lxml, libxml2 = (".".join(map(str, version)) for version in (etree.LXML_VERSION[:3], etree.LIBXML_VERSION))
    print(
        f"{date.today()}, CPython {platform.python_version()}, lxml {lxml}, libxml2 {libxml2}, ead {ead.__version__}, "
        f"code {_edition()}, seed {options.seed}: {total.mutants} mutants of items, "
        f"{total.accepted} accepted and {total.faulted} found faulty by regular expressions, {total.read} either by machine code, "
        f"{total.walked} trees accepted by machine code; "
        f"{total.messages} mutants of messages; {total.frames} of frames, {total.framed} taken in by the fast path; "
        f"{len(total.unsound)} unsound"
    )
    return 1 if total.unsound else 0


if __name__ == "__main__":
    sys.exit(main())
