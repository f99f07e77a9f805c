"""The program ``ead``: its commands and what they are for."""

from __future__ import annotations

import click

from ead._version import __version__
from ead.cli.lazy import LazyGroup, debug_option

__all__ = ["program"]

_MEMBERS = {
    "validate": ("validate", "Check messages: what is wrong, where, and how to mend it."),
    "fix": ("fix", "Apply the safe corrections that findings offer."),
    "convert": ("convert", "Write a message in another format; say what it cannot carry."),
    "rules": ("rules", "List the rules."),
    "explain": ("explain", "Explain one rule: what, why, good, bad, source."),
    "profiles": ("profiles", "List profiles, rule sets and plug-ins."),
    "schema": ("schema", "Print a bundled XSD or JSON Schema."),
    "generate": ("generate", "Write sample messages, clean or with a chosen defect."),
    "diff-rules": ("diff_rules", "Compare the rules of two days: what starts or stops failing."),
    "diff": ("diff", "Compare two JSON reports: new, gone, changed."),
    "ics2": ("ics2", "File with the European Union (ICS2), and read the answers of customs."),
    "cds": ("cds", "Exchange declarations and responses with the UPU Customs Declaration System."),
    "ledger": ("ledger", "Keep book of the exchange: messages, states of items, open questions."),
}


@click.group(
    cls=LazyGroup,
    members=_MEMBERS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 accepted, 1 rejected, 2 wrong usage or configuration, 3 incomplete.",
)
@click.version_option(__version__, prog_name="ead", message="%(prog)s %(version)s")
@debug_option
def program() -> None:
    """Check, mend and convert postal electronic advance data."""
