"""What the member's app costs, and how well it groups opinions. Run by `./bench app [PART]`.

Returns 0 if every target is met.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]


def opinion() -> Iterator[Any]:
    """Opinion groups beside those of Polis."""
    from _opinion import opinion_groups

    return opinion_groups()


PARTS: dict[str, Callable[[], Iterator[Any]]] = {"opinion": opinion}


def main(names: list[str]) -> int:
    """Measure the parts named, or all; tell."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    django.setup()
    results = []
    for name in names or PARTS:
        for result in PARTS[name]():
            print(result, flush=True)
            results.append(result)
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
