"""What can stop safelist: each error says where, what, and what to do next."""

from __future__ import annotations


class SafelistError(Exception):
    """Stop with *reason*; *hint* says what to do about it."""

    def __init__(self, reason: str, *, hint: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint

    def __str__(self) -> str:
        """Give the error as a person reads it, with its hint on a second line."""
        place = self.place()
        text = f"{place}: {self.reason}" if place else self.reason
        return f"{text}\nhint: {self.hint}" if self.hint else text

    def place(self) -> str:
        """Name where it happened; empty where there is no such place."""
        return ""


class UnreadableInputError(SafelistError):
    """A file that was given is not what it should be."""

    def __init__(
        self, reason: str, *, path: str, line: int | None = None, hint: str | None = None
    ) -> None:
        super().__init__(reason, hint=hint)
        self.path = path
        self.line = line

    def place(self) -> str:
        """Name the file, and the line where it is known."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


class InvalidHostError(SafelistError, ValueError):
    """Text that is no host name or host pattern."""


class UndecidedError(SafelistError):
    """A question about sets that needs more states than the budget allows."""


class UnknownEditionError(SafelistError):
    """An edition that the catalog does not have."""


class MissingExtraError(SafelistError):
    """A feature whose library is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs the extra [{extra}]",
            hint=f'install it with: pip install "safelist[{extra}]"',
        )
