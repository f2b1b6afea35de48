"""What was done in a unit, by whom and why: the audit trail as its officers read it."""

from django.db.models import BigIntegerField, Case, CharField, F, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from ketdoan.core.actions import registry
from ketdoan.core.models import AuditEntry
from ketdoan.core.modules import permissions

from ..models import Appointment, Decision, Department, Invitation, Person, Plan, PlanStep, Post, Unit

#: What is called by name of the things that acts are about, and where the name stands.
NAMED = {
    Appointment: "person__name",
    Department: "name",
    Invitation: "person__name",
    Person: "name",
    Plan: "title",
    Post: "person__name",
}
#: The acts by which a plan goes on; those by which it is drafted are many and stand in the trail of its unit.
COURSE = [f"units.plan.{name}" for name in ("draft", "submit", "approve", "return", "withdraw", "execute")]


def trail_of(unit: Unit) -> QuerySet[AuditEntry]:
    """The acts recorded for a unit, the latest first.

    With each: `by` (the name behind the account), `role` and `office` (the post and its unit), `about_name` (the
    person or department that the act was about; empty for others), `decision_pk` and `decision_code` of the decision
    on which the act rests: whoever sees the unit sees what it was decided by.
    """
    return _with_names(AuditEntry.objects.filter(Q(unit_id=unit.pk) | _by_plans(unit))).order_by(F("pk").desc())


def _by_plans(unit: Unit) -> Q:
    """The executions of plans that ended, moved, founded or altered a unit: one entry, of the plan's own unit."""
    code = unit.code
    named = Q(inputs__units__contains=[code]) | Q(inputs__unit=code) | Q(inputs__into=code) | Q(inputs__code=code)
    steps = PlanStep._base_manager.filter(named | Q(inputs__births__contains=[{"code": code}]))
    plans = list(steps.filter(plan__state="executed").values_list("plan", flat=True).distinct())
    return Q(action="units.plan.execute", about="units.plan", about_id__in=plans)


def course_of(plan: Plan) -> list[AuditEntry]:
    """By whom and when a plan was drafted, submitted, approved, returned, executed: the first first. With each `by`,
    `role` and `office` as of a trail, and `title`, the name of the act."""
    entries = AuditEntry.objects.filter(about="units.plan", about_id=plan.pk, action__in=COURSE)
    found = list(_with_names(entries).order_by("pk"))
    for entry in found:
        entry.title = act_title(entry.action)  # type: ignore[attr-defined]
    return found


def _with_names(entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    by = Person._base_manager.filter(account_id=OuterRef("account_id")).values("name")[:1]
    post = Post._base_manager.filter(pk=OuterRef("post_id"))
    named = Cast(KeyTextTransform("decision", OuterRef("change")), BigIntegerField())
    decision = Decision._base_manager.filter(pk=named)
    return entries.annotate(
        by=Subquery(by, output_field=CharField()),
        role=Subquery(post.values("role__title")[:1], output_field=CharField()),
        office=Subquery(post.values("unit__short_name")[:1], output_field=CharField()),
        about_name=Case(*(_name_of(*pair) for pair in NAMED.items()), default=Value(""), output_field=CharField()),
        decision_pk=Subquery(decision.values("pk")[:1]),
        decision_code=Subquery(decision.values("code")[:1]),
    )


def _name_of(model: type[Model], place: str) -> When:
    name = model._base_manager.filter(pk=OuterRef("about_id")).values(place)[:1]
    return When(about=model._meta.label_lower, then=Subquery(name))


def act_title(name: str) -> str:
    """How people call an act. An export is recorded under the permission that allows it."""
    return registry.get(name) or permissions().get(name, "Việc khác")


def act_choices() -> list[tuple[str, str]]:
    """The acts by which a trail may be narrowed."""
    return sorted(((name, act_title(name)) for name in registry), key=lambda choice: choice[1])
