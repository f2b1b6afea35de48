"""Which numbers may be told of parts of a whole: no figure that is told, and none that follows from those told, is of
fewer people than a least number."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Part = TypeVar("Part", bound=Hashable)


def told_apart(numbers: Mapping[Part, int], least: int) -> tuple[list[Part], list[Part]] | None:
    """Of parts with so many people each: those told one by one, and those told as one rest. None where even the whole
    has too few; parts without people are in neither.

    The whole is told, so what is told of all parts but the rest tells the rest as well: the rest must not be small
    either. Where small parts do not make up enough together, the smallest of the others goes with them. What is told
    are then parts that do not overlap, each large enough; every sum and difference of figures is one of several parts.
    """
    there = {part: number for part, number in numbers.items() if number}
    if sum(there.values()) < least:
        return None
    rest = [part for part, number in there.items() if number < least]
    others = [part for part in there if part not in set(rest)]
    if rest and sum(there[part] for part in rest) < least:
        smallest = min(others, key=lambda part: there[part])
        others.remove(smallest)
        rest.append(smallest)
    return others, rest
