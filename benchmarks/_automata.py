"""Ask automata-lib one question about some rules: `python -m benchmarks._automata NUMBER`.

Prints the seconds of building and asking. A process of its own, so that it can be stopped.
"""

from __future__ import annotations

import sys
from functools import reduce
from operator import or_
from time import perf_counter

from automata.fa.dfa import DFA
from automata.fa.nfa import NFA

from benchmarks._rules import ASKED, allowed
from safelist.sets.names import CHARACTERS


def main(number: int) -> None:
    """Find out whether the first *number* rules allow what is asked."""
    started = perf_counter()
    rules = reduce(or_, map(_language, allowed(number)))
    left = _language(ASKED) - rules
    print(left.isempty(), perf_counter() - started)


def _language(pattern: str) -> DFA:
    regex = pattern.replace(".", "\\.").replace("*", ".+")
    return DFA.from_nfa(NFA.from_regex(regex, input_symbols=set(CHARACTERS)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
