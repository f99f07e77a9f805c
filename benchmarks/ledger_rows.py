"""A ledger of any size in minutes: entries of a few hundred generated items, told again and again of other identifiers.

All of it goes through what an ingestion goes through once its messages are taken apart: the same rows, the same settling, batch by batch.
Each item has a declaration; three quarters have a decision, one in twenty a referral, of which two thirds are answered, one in ten has
departed, and one event in two hundred waits for an item that nobody has declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from random import Random

from corpus import SEED

from ead.codelists.decisions import builtin
from ead.fields.layout import Record
from ead.fields.messages import MessageType, message_type
from ead.identifiers.s10 import calc_check_digit
from ead.ledger import Ledger
from ead.ledger.entries import Source, batch_of
from ead.ledger.rows import put
from ead.ledger.schema import MESSAGES
from ead.ledger.settling import record_batch
from ead.models.records import item_model, item_to_record
from ead.testing.dialogue import entry_about
from ead.testing.generator import iter_items

SHARES = {"ITMATT": 1.0, "CUSRSP": 0.75, "ITMREF": 0.05, "REFRSP": 0.033, "PREDES": 0.1}
TEMPLATES = 400
BATCH = 2_000
MOMENT = "2026-11-20T00:00:00.000000"


def identifier(number: int) -> str:
    """The S10 identifier of an item of the ledger."""
    serial = f"{number % 100_000_000:08d}"
    prefix = f"{'CELRV'[number // 100_000_000 % 5]}{'ABCDEFGH'[number % 8]}"
    return f"{prefix}{serial}{calc_check_digit(serial)}JP"


def templates() -> dict[str, list[Record]]:
    """Records of every kind about the same items."""
    items = list(iter_items(TEMPLATES, seed=SEED))
    found: dict[str, list[Record]] = {}
    for name in SHARES:
        kind = message_type(name)
        entries = [entry_about(name, item, Random(f"{SEED}/{number}")) for number, item in enumerate(items)]
        found[name] = [item_to_record(item_model(kind).model_validate(entry), kind) for entry in entries]
    return found


def retold(kind: MessageType, known: list[Record], numbers: list[int]) -> Iterator[Record]:
    """The records about other items."""
    referral = kind.item.leaves.get("referral_id")
    for number in numbers:
        record = list(known[number % TEMPLATES])
        record[0] = identifier(number)
        if referral is not None:
            record[referral.position] = f"{record[0]}/1"
        yield record


def fill(ledger: Ledger, items: int) -> None:
    """Bring a new ledger to so many items."""
    known, rng = templates(), Random(SEED)
    for first in range(0, items, BATCH):
        numbers = list(range(first, min(first + BATCH, items)))
        with ledger.writing() as connection:
            for name, share in SHARES.items():
                kind = message_type(name)
                about = numbers if share == 1 else [number for number in numbers if Random(f"{name[:3]}{number}").random() < share]
                if name == "PREDES":
                    about += [items + number for number in rng.sample(numbers, len(numbers) // 200)]
                digest = sha256(f"{name}{first}".encode()).hexdigest()
                batch = batch_of(kind, retold(kind, known[name], about), Source(digest, MOMENT, builtin(), MOMENT))
                record_batch(connection, batch)
                put(connection, MESSAGES, [message(name, digest, len(about))])


def message(kind: str, digest: str, items: int) -> tuple[object, ...]:
    """The row of a message."""
    return (digest, "in", kind, "JPA", digest[:14], MOMENT, MOMENT, f"{kind}.xml", 1_000_000, "recorded", items, 0, 0, "{}")
