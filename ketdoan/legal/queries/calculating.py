"""Results of calculators beside the words of the law."""

from collections.abc import Sequence

from ..rules.calculators.shape import Result, Source, Step
from .answering import Quote, quoted


def steps_with_places(result: Result) -> list[tuple[Step, list[tuple[Source, Quote]]]]:
    """The steps of a result, each with where it stands in the library, as the law was on the day of the result."""
    places = {source.citation for step in result.steps for source in step.sources}
    quotes = {place: quote for place in places for quote in quoted([place], result.day)}
    return [(step, [(source, quotes[source.citation]) for source in step.sources]) for step in result.steps]


def is_sure(steps: Sequence[Step]) -> bool:
    """Whether all that the steps rest on was read in its own text."""
    return all(source.sure for step in steps for source in step.sources)
