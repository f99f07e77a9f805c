"""Who checks the sources of a command: this process, or several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from ead.cli.inputs import Source
from ead.report import Report
from ead.run import ItemResult
from ead.validator import Validator

if TYPE_CHECKING:
    from types import TracebackType

    from ead.engines.crew import Crew

__all__ = ["Hands", "Results", "new_hands"]

Results = Callable[[Any, Report, str | None, str], Iterator[ItemResult]]
"""The results of a stream, which fill the report on the way; the format and the name of the source come last."""


class Hands:
    """This process alone."""

    def __init__(self, validator: Validator) -> None:
        self.validator = validator

    def ahead(self, sources: Sequence[Source], form: str | None) -> Iterator[tuple[Source, Any]]:
        """Each source, with what is known about it by now: nothing."""
        return ((source, None) for source in sources)

    def results(self, told: Any) -> Results:
        """What gives the results of a source about which that is known."""
        return lambda stream, report, form, name: self.validator.results(stream, report, format=form, name=name)


class ManyHands(Hands):
    """A crew of workers: they take small files whole, and the parts of large messages."""

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew.validator)
        self._crew = crew

    def __enter__(self) -> ManyHands:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._crew.close()

    def ahead(self, sources: Sequence[Source], form: str | None) -> Iterator[tuple[Source, Any]]:
        """Each source, with what a worker says about it."""
        from ead.engines.folder import answers

        return answers(self._crew, sources, form) if len(sources) > 1 else super().ahead(sources, form)

    def results(self, told: Any) -> Results:
        """What gives the results of a source about which that is known."""
        from ead.engines.crew import Fate
        from ead.engines.folder import FileAnswer, replay
        from ead.engines.spread import Spread

        def give(stream: Any, report: Report, form: str | None, name: str) -> Iterator[ItemResult]:
            if isinstance(told, FileAnswer) and told.facts[0] == report.as_of:
                return replay(self.validator, report, told)
            spread = Spread(self._crew, suspect=told is Fate.DIED)
            return self.validator.results(stream, report, format=form, name=name, spread=spread)

        return give


def new_hands(validator: Validator, jobs: int) -> AbstractContextManager[Hands]:
    """Those of ``jobs`` processes; the workers end with the context."""
    if jobs == 1:
        return nullcontext(Hands(validator))
    from ead.engines.crew import Crew

    return ManyHands(Crew(validator, jobs))
