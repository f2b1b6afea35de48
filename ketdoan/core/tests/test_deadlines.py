"""Groups of deadlines as an official counts days: a week ends with its Sunday."""

from datetime import date

import pytest

from ketdoan.core.deadlines import by_deadline, distance, step_reached
from ketdoan.core.modules import InboxItem

WEDNESDAY, SUNDAY = date(2026, 3, 11), date(2026, 3, 15)


@pytest.mark.parametrize(
    ("due", "title"),
    [
        (date(2026, 3, 10), "Quá hạn"),
        (WEDNESDAY, "Hôm nay"),
        (date(2026, 3, 12), "Trong tuần này"),
        (SUNDAY, "Trong tuần này"),
        (date(2026, 3, 16), "Sau đó"),
        (None, "Không hạn"),
    ],
)
def test_a_deadline_falls_into_the_group_that_an_official_expects(due: date | None, title: str) -> None:
    (group,) = by_deadline([InboxItem("Việc", "/", due=due)], WEDNESDAY)
    assert group.title == title


def test_on_a_sunday_the_week_has_no_days_left() -> None:
    items = [InboxItem("Mai", "/", due=date(2026, 3, 16)), InboxItem("Nay", "/", due=SUNDAY)]
    assert [(group.title, len(group.items)) for group in by_deadline(items, SUNDAY)] == [("Hôm nay", 1), ("Sau đó", 1)]


@pytest.mark.parametrize(
    ("due", "words", "step"),
    [
        (date(2026, 3, 19), "còn 8 ngày đến hạn", None),
        (date(2026, 3, 13), "còn 2 ngày đến hạn", -3),
        (WEDNESDAY, "đến hạn hôm nay", 0),
        (date(2026, 3, 6), "đã quá hạn 5 ngày", 3),
    ],
)
def test_a_reminder_says_how_far_the_last_day_is_and_which_step_has_come(
    due: date, words: str, step: int | None
) -> None:
    assert distance(due, WEDNESDAY) == words
    assert step_reached(due, WEDNESDAY, [-7, -3, 0, 3, 7]) == step
