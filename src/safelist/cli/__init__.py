"""The command line: each command is a file, loaded when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import cast

import click

from safelist import __version__
from safelist.cli.output import abandon_standard_output, complain
from safelist.errors import SafelistError

_COMMANDS = {
    "list": "Show what must be open.",
    "explain": "Say what an address, pattern, host or service tag is, and why it matters.",
    "editions": "Show the editions of the list that safelist knows.",
    "diff": "Show what changed between two editions, and what that means for a firewall.",
    "import": "Turn a published page or JSON file into an edition.",
    "check": "Try everything from this machine, and say why what fails does.",
    "diagnose": "Judge a saved check again, without a network.",
    "audit": "Prove which of it a proxy's policy lets through.",
}


class _Commands(click.Group):
    """Knows the commands by name and one line; loads a module only to run or explain it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the names in the order of a working day."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load the command *cmd_name*."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"safelist.cli.{cmd_name}_command")
        return cast("click.Command", module.command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="safelist")
def safelist() -> None:
    """Prove that Azure Virtual Desktop can reach what it must.

    Start with "safelist check" on a session host, or "safelist check --role client" on a
    user's device.
    """


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        code = safelist.main(standalone_mode=False)
    except click.ClickException as error:
        complain(_usage(error))
        code = error.exit_code
    except SafelistError as error:
        complain(f"safelist: {error}")
        code = 1
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        code = 130
    except SystemExit as error:
        # Click ends so where a reader of its own output, such as help, closed early.
        closed_early = "PacifyFlushWrapper" in type(sys.stdout).__name__
        code = 0 if closed_early else error.code
    except OSError as error:
        abandon_standard_output()
        complain(f"safelist: output cannot be written: {error.strerror}")
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    hint = f"\nhint: see {context.command_path} --help" if context else ""
    return f"safelist: {error.format_message()}{hint}"
