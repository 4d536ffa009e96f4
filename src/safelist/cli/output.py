"""Where reports go: standard output or a file, whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from safelist.errors import SafelistError

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True)
class Output:
    """Where and how to write: *format*, *file* (None for standard output), colours, chatter."""

    format: str
    file: str | None
    color: str
    quiet: bool

    def write(self, fill: Callable[[io.StringIO], object]) -> None:
        """Let *fill* make the text, then put all of it where it belongs."""
        text = io.StringIO()
        fill(text)
        if self.file is None:
            to_standard_output(text.getvalue(), self._colors(sys.stdout))
        else:
            write_file(self.file, click.unstyle(text.getvalue()))
            self.say(f"written to {self.file}")

    def say(self, message: str) -> None:
        """Tell the person something, on standard error, unless they want quiet."""
        if not self.quiet:
            with contextlib.suppress(OSError):
                click.echo(message, err=True)

    def _colors(self, stream: Any) -> bool:
        if self.color != "auto":
            return self.color == "always"
        return self.format == "text" and stream.isatty() and not os.environ.get("NO_COLOR")


def to_standard_output(text: str, color: bool) -> None:
    """Write *text* as UTF-8; a reader that closes early (`| head`) is no error."""
    content = text if color else click.unstyle(text)
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer must not fail again when Python closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise SafelistError(
            f"standard output cannot be written: {error.strerror}", hint="use --output FILE"
        ) from error


def write_file(path: str, text: str) -> None:
    """Write *text* to *path* whole: a failure leaves what was there before."""
    target = Path(path)
    try:
        if target.exists() and not target.is_file():  # a device or pipe cannot be replaced
            target.write_text(text, encoding="utf-8")
            return
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            _keep_mode(target, temporary)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SafelistError(
            f"{path}: cannot be written: {error.strerror or error}",
            hint="choose another file or folder",
        ) from error


def _keep_mode(target: Path, temporary: str) -> None:
    """Give the file the mode it had, or that of any new file (a temporary one is private)."""
    if target.exists():
        mode = target.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    Path(temporary).chmod(mode)


def output_options(*formats: str) -> Callable[[F], F]:
    """Add the options of Output; the first of *formats* is the default."""
    options = [
        click.option(
            "--format", "format_", type=click.Choice(formats), default=formats[0], show_default=True
        ),
        click.option("--output", metavar="FILE", help="Write there instead of standard output."),
        click.option(
            "--color",
            type=click.Choice(("auto", "always", "never")),
            default="auto",
            help="Colours on a terminal; NO_COLOR is respected.",
        ),
        click.option("--quiet", "-q", is_flag=True, help="Nothing on standard error but errors."),
    ]

    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add
