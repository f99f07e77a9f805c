"""A group of commands whose modules are imported when they are used, and whose failures become exit codes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from ead.cli.exits import BAD_USAGE, INTERRUPTED, outcome_of, say, write_anything

__all__ = ["LazyGroup", "debug_option", "is_debugging"]

_DEBUG = "ead.debug"


def _switch_debug_on(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    context.meta[_DEBUG] = context.meta.get(_DEBUG, False) or value


def debug_option(command: Any) -> Any:
    """The option ``--debug``, which may stand before or behind the name of the command."""
    text = "Show the traceback of an internal error."
    return click.option("--debug", is_flag=True, expose_value=False, callback=_switch_debug_on, help=text)(command)


def is_debugging(context: click.Context) -> bool:
    """Whether ``--debug`` was given."""
    return bool(context.meta.get(_DEBUG))


class LazyGroup(click.Group):
    """Commands by name: the module under `ead.cli` that holds them, and the line that ``--help`` shows."""

    def __init__(self, *arguments: Any, members: Mapping[str, tuple[str, str]], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._members = members

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order they were given."""
        return list(self._members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in self._members:
            return None
        command: click.Command = importlib.import_module(f"ead.cli.{self._members[cmd_name][0]}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a misspelt name gets a hint."""
        if args and args[0] not in self._members and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self._members, n=1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            raise click.UsageError(f'there is no command "{args[0]}"{hint}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self._members.items()])

    def invoke(self, ctx: click.Context) -> int:
        """Run a command and return its exit code; no failure gets past here but those of usage."""
        passing = (click.ClickException, click.exceptions.Exit, click.Abort)
        return outcome_of(lambda: super(LazyGroup, self).invoke(ctx), debugging=lambda: is_debugging(ctx), passing=passing)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the program; with ``standalone_mode`` the process ends with the exit code."""
        write_anything()
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            error.show()
            code = BAD_USAGE
        except click.Abort:
            say("interrupted")
            code = INTERRUPTED
        if standalone_mode:
            sys.exit(code)
        return code
