"""Where reports go: standard output or a file, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
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
            write_file(self.file, harmless(click.unstyle(text.getvalue())))
            self.say(f"written to {self.file}")

    def say(self, message: str) -> None:
        """Tell the person something, on standard error, unless they want quiet."""
        if not self.quiet:
            complain(message)

    def _colors(self, stream: Any) -> bool:
        if self.color != "auto":
            return self.color == "always"
        terminal = stream is not None and stream.isatty()
        return self.format == "text" and terminal and not os.environ.get("NO_COLOR")


def complain(message: str) -> None:
    """Write *message* to standard error, where there is one."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            click.echo(harmless(message), err=True)


def harmless(text: str) -> str:
    """Take out what could control a terminal: servers and files are not trusted with it.

    Our own colours stay, and so do tabs and line breaks.
    """
    return _CONTROL.sub(lambda found: found[0] if _COLOR.fullmatch(found[0]) else "?", text)


_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_CONTROL = re.compile(r"\x1b\[[0-9;]*m|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def to_standard_output(text: str, color: bool) -> None:
    """Write *text* as UTF-8; a reader that closes early (`| head`) is no error."""
    content = harmless(text if color else click.unstyle(text))
    if sys.stdout is None:
        raise SafelistError("standard output is closed", hint="use --output FILE")
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_standard_output()
    except OSError as error:
        abandon_standard_output()
        if sys.platform == "win32" and error.errno == errno.EINVAL:
            return  # how Windows says that the reader is gone
        raise SafelistError(
            f"standard output cannot be written: {error.strerror}", hint="use --output FILE"
        ) from error


def abandon_standard_output() -> None:
    """Send what is left nowhere: it must not fail again when Python closes the stream."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def check_writable(path: str) -> None:
    """Refuse a file whose folder is not there, before much work is done for it."""
    folder = Path(path).parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise SafelistError(
            f"{path}: cannot be written: {folder} is no folder that can be written to",
            hint="choose another file or folder",
        )


def write_file(path: str, text: str) -> None:
    """Write *text* to *path* whole: a failure leaves what was there before."""
    target = Path(os.path.realpath(path))  # a link stays a link
    special = path.startswith(("/dev/", "/proc/")) or (target.exists() and not target.is_file())
    try:
        if special:  # a device or pipe cannot be replaced
            Path(path).write_text(text, encoding="utf-8", errors="backslashreplace")
            return
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(
                handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n"
            ) as file:
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
