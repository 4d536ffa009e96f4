"""Exit codes: part of what scripts rely on."""

from __future__ import annotations

NOTHING_TO_WORK_ON = 3
FINDINGS = 10
INTERRUPTED = 130
