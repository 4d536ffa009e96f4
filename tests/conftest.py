"""What all tests share: hypothesis draws the same examples everywhere, and no test is timed."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("safelist", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("safelist")
