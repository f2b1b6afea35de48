"""What the dated rules say of a day: the score sheet, who is old enough, when the year ends, the levels of members."""

from datetime import date
from typing import Any

from ketdoan.core.models import Rule
from ketdoan.core.rules import rows, rule

from ..rules.age import Age

#: The parameters of which the score sheet is made.
SHEET = ("grading.level", "grading.condition", "grading.part", "grading.criterion")


def content_on(day: date) -> dict[str, Any]:
    """The score sheet of a day as plain values, with the ids of the rules that it came from."""
    levels, conditions, parts, criteria = ([*rows(key, day)] for key in SHEET)
    return {
        "sections": [
            {
                "title": part.value["label"],
                "criteria": [
                    {"code": one.selector["criterion"], "label": one.value["label"], "most": str(one.value["most"])}
                    for one in _ordered(criteria)
                    if one.value["part"] == part.selector["part"]
                ],
            }
            for part in _ordered(parts)
        ],
        "conditions": [
            {"code": one.selector["condition"], "label": one.value["label"]} for one in _ordered(conditions)
        ],
        "levels": [
            {
                "code": one.selector["grade"],
                "label": one.value["label"],
                "rank": one.value["rank"],
                "lowest": str(one.value["lowest"]),
                "needs": one.value["needs"],
            }
            for one in levels
        ],
        "rules": [one.pk for one in (*levels, *conditions, *parts, *criteria)],
        "verified": all(one.verified for one in (*levels, *conditions, *parts, *criteria)),
    }


def _ordered(found: list[Rule]) -> list[Rule]:
    return sorted(found, key=lambda one: one.value["order"])


def age_on(day: date) -> Age:
    """How old a union must be to be graded for a year that ends with a day."""
    value = rule("grading.age", day).value
    return Age(value["months"], value["after_reorganisation"])


def last_day(year: int) -> date:
    """The last day of a year of grading, where nobody says otherwise."""
    value = rule("grading.year", date(year, 12, 31)).value
    return date(year, value["month"], value["day"])


def member_levels(day: date) -> list[dict[str, Any]]:
    """The levels of members on a day, the best first, as plain values."""
    found = rows("grading.member_level", day)
    told = [
        {"code": one.selector["member_grade"], "label": one.value["label"], "rank": one.value["rank"]} for one in found
    ]
    return sorted(told, key=lambda one: one["rank"])
