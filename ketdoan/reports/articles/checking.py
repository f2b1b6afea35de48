"""An article read and checked: the one way in for screens and commands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from ketdoan.core.viet import today
from ketdoan.reports.rules.caps import Cap, shipped_caps
from ketdoan.reports.rules.checking import FAIL, OK, UNDEFINED, WARN
from ketdoan.reports.rules.figures import Figure

from .checks import awards, membership, parts, register, sayings, shares
from .model import Article, Finding, Mention
from .plain import plain
from .reading import mentions, original
from .story import Story

#: Of one check; a text with more is no article.
MOST = 100
_ORDER = (FAIL, WARN, UNDEFINED, OK)


def check_article(
    text: str,
    register: Mapping[str, Figure] | None = None,
    day: date | None = None,
    caps: Sequence[Cap] | None = None,
) -> Article:
    """What a text tells in numbers, and whether they agree. `register` holds, by element, what the register counts for
    the unit that the text is about, on the day that the text names; `day` is that of the text where it names none;
    `caps` are those of awards, the shipped ones if they are not handed in.

    Raises VietError where the text is too long.
    """
    read = plain(text)
    found = mentions(read)
    story = Story(read, found)
    held_caps = shipped_caps() if caps is None else caps
    told = _findings(story, register or {}, day or today(), held_caps)
    findings = sorted(told, key=lambda one: _ORDER.index(one.verdict))
    shown = {id(one): pasted for one, pasted in zip(found, original(read, found, text), strict=True)}
    return Article(text, list(shown.values()), [_shown(finding, shown) for finding in findings])


def _findings(story: Story, held: Mapping[str, Figure], day: date, caps: Sequence[Cap]) -> Iterator[Finding]:
    checks = (
        parts.parts(story),
        shares.fractions(story),
        shares.above_all(story),
        shares.growth(story),
        shares.bases(story),
        membership.movements(story),
        awards.award_caps(story, day, caps),
        awards.targets(story),
        sayings.twice(story),
        sayings.complements(story),
        sayings.products(story),
        sayings.ranges(story),
        register.stocks(story, held),
    )
    for findings in checks:
        yield from islice(findings, MOST)


def _shown(finding: Finding, shown: Mapping[int, Mention]) -> Finding:
    """A finding with its figures as they stand in the text that was pasted."""
    figures = [shown[id(one)] for one in finding.figures]
    repairs = [replace(one, figure=shown.get(id(one.figure))) for one in finding.repairs]
    return replace(finding, figures=figures, repairs=repairs)


def told(article: Article) -> dict[str, Any]:
    """An article as plain values."""
    at = {id(one): number for number, one in enumerate(article.mentions)}
    return {
        "mentions": [_mention(one) for one in article.mentions],
        "findings": [
            {
                "check": one.check,
                "verdict": one.verdict,
                "sentence": one.sentence,
                "figures": [at[id(figure)] for figure in one.figures],
                "repairs": [
                    {"cause": each.cause, "figure": at.get(id(each.figure)), "to": float(each.to)}
                    for each in one.repairs
                ],
                "note": one.note,
            }
            for one in article.findings
        ],
    }


def _mention(one: Mention) -> dict[str, Any]:
    found: dict[str, Any] = {"start": one.start, "end": one.end, "text": one.text, "kind": one.kind}
    if one.value is None:
        return found
    value = int(one.value) if one.value == int(one.value) else float(one.value)
    return {**found, "value": value, "sign": one.sign, "unit": one.unit, "what": one.what}
