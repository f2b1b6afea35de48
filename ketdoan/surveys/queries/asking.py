"""What is asked: of whom, of how many, and where it stands."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from ketdoan.core.acting import Actor
from ketdoan.core.scope import Subtree
from ketdoan.core.viet import today
from ketdoan.members.models import Member
from ketdoan.members.queries.membership import own_member
from ketdoan.members.rules import COUNTED
from ketdoan.units.models import Unit

from ..models import Statement, Survey, Taken
from ..rules.states import SlipKind, StatementState, SurveyKind, SurveyState

ASK, VIEW, ANSWER = "surveys.ask", "surveys.view", "surveys.answer"


def surveys() -> QuerySet[Survey]:
    """What the acting post's unit and those below it ask. Those above ask too, of members: that is no work of hers."""
    answered = Count("taken", filter=Q(taken__answered=True))
    return Survey.objects.filter(Subtree("unit")).select_related("unit").annotate(answered=answered)


def reached(survey: Survey) -> QuerySet[Member]:
    """The members whom a survey asks, as of today; read across scopes, since it asks all of them."""
    path = survey.unit.path
    units = Q(unit__path__gte=path, unit__path__lt=path + "~")
    if chosen := chosen_units(survey):
        inside = Q()
        for unit in chosen:
            inside |= Q(unit__path__gte=unit.path, unit__path__lt=unit.path + "~")
        units &= inside
    found = Member._base_manager.filter(units, state__in=COUNTED)
    return found.filter(sex=sex) if (sex := survey.reach.get("sex")) else found


def chosen_units(survey: Survey) -> list[Unit]:
    """The units below in which alone members are asked; none where all are."""
    return list(Unit._base_manager.filter(pk__in=survey.reach.get("units", ())).order_by("sort_key"))


def reaches(survey: Survey, member: Member) -> bool:
    """Whether a survey asks a member."""
    path: str = member.unit.path
    if not path.startswith(survey.unit.path) or member.state not in COUNTED:
        return False
    if (sex := survey.reach.get("sex")) and member.sex != sex:
        return False
    chosen = chosen_units(survey)
    return not chosen or any(path.startswith(unit.path) for unit in chosen)


def part_of(survey: Survey, unit: Unit) -> int:
    """The unit right below the asking one to which a unit belongs; the asking one itself for those directly in it."""
    below = unit.path.removeprefix(survey.unit.path).strip("/").split("/")[0]
    return int(below) if below else survey.unit_id


def votes_now(survey: Survey, day: date) -> bool:
    """Whether answers are taken on a day; before it, of opinions, proposals may be."""
    first = survey.votes_from or survey.opens_on
    return survey.state == SurveyState.OPEN and first <= day <= survey.closes_on


def proposes_now(survey: Survey, day: date) -> bool:
    """Whether members may propose statements on a day: until voting begins, so that all vote on the same ones."""
    first = survey.votes_from or survey.opens_on
    return survey.state == SurveyState.OPEN and survey.is_opinion and survey.opens_on <= day < first


def shown_statements(survey: Survey) -> QuerySet[Statement]:
    """The statements that are voted on."""
    return survey.statements.filter(state=StatementState.SHOWN)


def waiting_statements(survey: Survey) -> QuerySet[Statement]:
    """Proposals that the official has not looked at."""
    return survey.statements.filter(state=StatementState.PROPOSED)


def in_box(survey: Survey) -> int:
    """How many proposals still lie sealed, until the next morning."""
    return survey.slips.filter(kind=SlipKind.PROPOSAL).count()


def asked_of(actor: Actor) -> list[tuple[Survey, Taken | None]]:
    """What a member is asked today, the nearest end first, with whether they have taken part."""
    member = own_member(actor)
    if member is None:
        return []
    day = today()
    there = Survey.objects.filter(state=SurveyState.OPEN, opens_on__lte=day, closes_on__gte=day)
    mine = [one for one in there.select_related("unit").order_by("closes_on", "pk") if reaches(one, member)]
    done = taken_by(actor, mine)
    return [(one, done.get(one.pk)) for one in mine]


def told_to(actor: Actor, most: int = 20) -> list[Survey]:
    """Surveys whose results are told to a member whom they asked, the latest first."""
    member = own_member(actor)
    if member is None:
        return []
    closed = Survey.objects.filter(state=SurveyState.CLOSED, tells=True).select_related("unit")
    return [one for one in closed.order_by("-closed_at")[: 3 * most] if reaches(one, member)][:most]


def seen_by(actor: Actor, pk: int) -> Survey | None:
    """A survey that asks a member, or asked them: running, or ended."""
    there = Survey.objects.filter(state__in=(SurveyState.OPEN, SurveyState.CLOSED), opens_on__lte=today())
    survey = there.select_related("unit").filter(pk=pk).first()
    member = own_member(actor)
    return survey if survey and member and reaches(survey, member) else None


def taken_by(actor: Actor, among: Iterable[Survey]) -> dict[int, Taken]:
    """Which surveys the member has taken part in, under whichever of their records."""
    return {row.survey_id: row for row in Taken.objects.filter(survey__in=[one.pk for one in among])}


def accounts_asked(survey: Survey) -> Iterable[int]:
    """The accounts of those whom a survey asks and who have not answered."""
    done = Taken._base_manager.filter(survey=survey, answered=True).values("person")
    rows = reached(survey).exclude(person__account=None).exclude(person__in=done)
    return rows.order_by().values_list("person__account", flat=True)


def accounts_answered(survey: Survey) -> Iterable[int]:
    """The accounts of those who took part: whom the outcome is told."""
    there = Taken._base_manager.filter(survey=survey).exclude(person__account=None)
    return there.order_by().values_list("person__account", flat=True)


def kind_title(kind: Any) -> str:
    """A kind in words."""
    return str(SurveyKind(kind).label)
