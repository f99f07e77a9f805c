"""How a rule is written down: the decorator, scopes, rule sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from types import FunctionType
from typing import Any

from ead.errors import ConfigurationError
from ead.findings import Severity
from ead.named import NamedTuple

__all__ = [
    "ANYWHERE",
    "ERROR",
    "INFO",
    "WARNING",
    "Answer",
    "AppliesTo",
    "Confidence",
    "Fact",
    "Rule",
    "RuleSet",
    "Scope",
    "Selection",
    "fact",
    "rule",
    "rules_in",
]

Answer = Mapping[str, Any] | list[Mapping[str, Any]] | None
"""What a rule returns: nothing, the parameters of one finding, or of several."""

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


class Scope(Enum):
    """What a rule looks at, and so how often it is called."""

    ITEM = "item"
    PARTY = "party"
    PIECE = "piece"
    HEADER = "header"
    MESSAGE = "message"
    MODEL = "model"
    STRUCTURE = "structure"
    EXCHANGE = "exchange"


class Confidence(Enum):
    """What a rule rests on."""

    READ = "read"
    GENERAL = "general knowledge"
    INFERRED = "inferred"
    ARITHMETIC = "arithmetic or closed list"


class Selection(NamedTuple):
    """What rules are chosen by: once per distinct value, never per item. Countries are ISO alpha-2, or ``None`` when unknown.

    ``territory`` is a customs territory without an ISO code of its own: XI for addresses in Northern Ireland.
    """

    destination: str | None
    origin: str | None
    mail_class: str | None
    on: date
    territory: str | None = None


class AppliesTo(NamedTuple):
    """Where a rule or rule set applies; an empty set means everywhere. ``countries`` are matched by destination or origin."""

    countries: frozenset[str] = frozenset()
    destinations: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    mail_classes: frozenset[str] = frozenset()

    def matches(self, selection: Selection) -> bool:
        """Whether the selection falls under this."""
        return (
            (not self.destinations or selection.destination in self.destinations or selection.territory in self.destinations)
            and (not self.origins or selection.origin in self.origins)
            and (not self.mail_classes or selection.mail_class in self.mail_classes)
            and (not self.countries or not self.countries.isdisjoint((selection.destination, selection.territory, selection.origin)))
        )

    def serves(self, destination: str | None, territory: str | None) -> bool:
        """Whether this is meant for that destination, and not for the whole world or an origin."""
        meant = self.destinations | self.countries
        return destination in meant or territory in meant


ANYWHERE = AppliesTo()


@dataclass(frozen=True, slots=True, kw_only=True)
class Documentation:
    """A rule's page: the docstring, taken apart."""

    fault: str = ""
    why: str = ""
    fix: str = ""
    good: str = ""
    bad: str = ""
    notes: str = ""


class _Docstring(Documentation):
    """The same, taken apart when somebody asks: most rules are never read about."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        object.__setattr__(self, "_text", text)

    def __getattr__(self, name: str) -> str:
        """Called once, for parts that are not there yet."""
        if name not in Documentation.__slots__:
            raise AttributeError(name)
        parts = _parts_of(self._text)
        for part in Documentation.__slots__:
            object.__setattr__(self, part, parts.get(part, ""))
        return parts.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One check: a pure function of the fields it reads, and everything a reader wants to know about it.

    ``reads`` names fields relative to the scope; ``?`` marks one whose absence does not silence the rule; ``item.`` reaches
    from a piece or a party to its item; ``contents.x`` in item scope is the tuple of all pieces' values. ``text`` is a template over the
    parameters the function returns. ``public`` names parameters that may be shown although the rule reads personal fields.
    ``odd_text_only``
    promises that the rule has nothing to say about an item whose texts are all printable ASCII without stray blanks: most items
    then cost it nothing. ``each_field`` says that
    the rule judges each field it reads on its own: a structural problem of one then does not silence it about the others.
    ``supersedes`` names rules that say the same more generally: where this one fires at a place, theirs there are folded into its
    finding. ``details`` are facts for programs that each finding carries (the partner's own rule number, the code it would answer with).
    """

    code: str
    scope: Scope
    reads: tuple[str, ...]
    at: str
    severity: Severity
    text: str
    source: str
    check: Callable[..., Any]
    confidence: Confidence = Confidence.READ
    since: date | None = None
    until: date | None = None
    fix: str = ""
    safe_fix: bool = False
    odd_text_only: bool = False
    each_field: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)
    public: frozenset[str] = frozenset()
    applies_to: AppliesTo = ANYWHERE
    supersedes: frozenset[str] = frozenset()
    details: Mapping[str, str] = field(default_factory=dict)
    documentation: Documentation = Documentation()
    rule_set: str = ""
    builtin: bool = True
    status: str = "stable"
    added: str = "0.1.0"

    @property
    def name(self) -> str:
        """The fault-free fact, in words: the function's name."""
        return getattr(self.check, "__name__", self.code).replace("_", " ")

    def in_force(self, on: date) -> bool:
        """Whether the rule is in force on that day; ``until`` is the first day it no longer is."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    def __call__(self, *values: Any, **parameters: Any) -> Any:
        """Call the check as a plain function, for tests and other rules."""
        return self.check(*values, **{**self.parameters, **parameters})


class Fact(NamedTuple):
    """A value derived from fields, computed at most once per item, party or piece, and only when a rule reads it.

    It is ``None`` (and rules that read it are silent) when a field it reads is absent, unless that is marked ``?``. ``few`` says that
    it has few values, all hashable, however many its fields have.
    """

    name: str
    scope: Scope
    reads: tuple[str, ...]
    compute: Callable[..., Any]
    few: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A named, dated group of rules."""

    name: str
    title: str
    version: str
    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...] = ()
    applies_to: AppliesTo = ANYWHERE
    summary: str = ""

    def __post_init__(self) -> None:
        """Refuse a code that stands twice; every rule learns the set it belongs to."""
        codes = [rule.code for rule in self.rules]
        if len(set(codes)) < len(codes):
            doubled = {code for code in codes if codes.count(code) > 1}
            raise ConfigurationError(f'rule set "{self.name}" has code "{min(doubled)}" twice')
        named = (rule if rule.rule_set == self.name else replace(rule, rule_set=self.name) for rule in self.rules)
        object.__setattr__(self, "rules", tuple(named))


def rule(
    code: str,
    *,
    on: Scope,
    reads: Iterable[str],
    at: str,
    severity: Severity,
    text: str,
    source: str,
    **more: Any,
) -> Callable[[Callable[..., Any]], Rule]:
    """Declare a rule on a function that gets the values it reads, in that order, and its parameters by keyword.

    The function returns ``None`` when all is well; else a mapping of parameters for the text, or a list of such mappings. Three
    keys are set apart: ``at`` (another field than the declared one), ``fix_value`` (the corrected value, for a safe
    fix) and ``severity`` (a lower one than declared).
    """

    def declare(function: Callable[..., Any]) -> Rule:
        return Rule(
            code=code,
            scope=on,
            reads=tuple(reads),
            at=at,
            severity=severity,
            text=text,
            source=source,
            check=function,
            parameters=_parameters_of(function),
            documentation=_Docstring(function.__doc__ or ""),
            **more,
        )

    return declare


def fact(name: str, *, on: Scope, reads: Iterable[str], few: bool = False) -> Callable[[Callable[..., Any]], Fact]:
    """Declare a derived value under a name that rules can read like a field."""

    def declare(function: Callable[..., Any]) -> Fact:
        return Fact(name=name, scope=on, reads=tuple(reads), compute=function, few=few)

    return declare


_SECTIONS = {"why": "why", "fix": "fix", "good": "good", "bad": "bad", "notes": "notes"}


def _parameters_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The parameters that are given by keyword, with their defaults."""
    plain = function.__init__ if isinstance(function, type) else function  # type: ignore[misc]
    if isinstance(plain, FunctionType) and not hasattr(plain, "__wrapped__"):
        return dict(plain.__kwdefaults__ or {})
    import inspect

    found = inspect.signature(function).parameters
    return {name: one.default for name, one in found.items() if one.kind is inspect.Parameter.KEYWORD_ONLY}


def _parts_of(docstring: str) -> dict[str, str]:
    """A rule's docstring taken apart: first line, then the paragraphs that start with Why, Fix, Good, Bad, Notes."""
    import inspect

    parts: dict[str, str] = {"fault": ""}
    current = "fault"
    for line in inspect.cleandoc(docstring).splitlines():
        head, colon, rest = line.partition(":")
        if colon and head.lower() in _SECTIONS:
            current = _SECTIONS[head.lower()]
            line = rest
        parts[current] = f"{parts.get(current, '')} {line.strip()}".strip()
    return parts


def rules_in(*modules: Any) -> tuple[Rule, ...]:
    """The rules declared at the top of the modules, in order of their codes."""
    found = {value.code: value for module in modules for value in vars(module).values() if isinstance(value, Rule)}
    return tuple(found[code] for code in sorted(found))


def facts_in(*modules: Any) -> tuple[Fact, ...]:
    """The facts declared at the top of the modules."""
    return tuple(value for module in modules for value in vars(module).values() if isinstance(value, Fact))
