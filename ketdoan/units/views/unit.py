"""A unit's page: what it is, who leads it, what stands under it, what happened to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketdoan.core.acting import current_actor
from ketdoan.core.modules import unit_figures
from ketdoan.core.screens import screen
from ketdoan.core.viet import today

from ..forms.looking import Looking
from ..models import Department, Person, Unit, UnitVersion
from ..queries.bodies import BodyState, bodies_of, leaderless
from ..queries.course import change_in_words, course
from ..queries.inside import parts_of
from ..queries.kinds import kind_label, level_label, level_of, ownership_label, status_label
from ..queries.lens import counts, look
from ..queries.picture import picture
from ..queries.regulations import regulations_of
from ..queries.shape import one_moment
from ..queries.timeline import timeline
from ..queries.tree import children, line_above, may_open
from ..rules import Lens, Level
from .acts import acts_open_to

# Levels whose units have grassroots unions under them; those below consist of sections and groups.
ABOVE_GRASSROOTS = (Level.CONFEDERATION, Level.FEDERATION, Level.UPPER)


@screen("units.view")
@one_moment()
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about a unit on a day."""
    looking = Looking(request.GET)
    found = get_object_or_404(Unit, code=code)
    actor = current_actor()
    version = UnitVersion.objects.on(looking.day).filter(unit=found).select_related("area").first()
    kind = version.kind if version else found.kind
    level = level_of(kind)
    above_grassroots = level in ABOVE_GRASSROOTS
    how = (looking.day, looking.lens, looking.fixed, looking.tree)
    in_shape = look(*how).follow.position(found.pk) is not None
    bodies = bodies_of(found, looking.day)
    context = {
        "unit": found,
        "version": version,
        "looking": looking,
        "name": version.name if version else found.name,
        "kind": kind_label(kind, looking.day),
        "level": level_label(level, looking.day),
        "status": status_label(version.status if version else found.status, looking.day),
        "ownership": ownership_label(version.ownership, looking.day) if version and version.ownership else "",
        "above": [(u, may_open(u)) for u in line_above(found, looking.day, looking.tree)],
        "in_shape": in_shape,
        "above_grassroots": above_grassroots,
        "counts": counts(found.pk, *how) if above_grassroots and in_shape else None,
        "parts": [] if above_grassroots else parts_of(found, *how),
        "has_parts": in_shape and level != Level.GROUP,
        "branch": children(found, *how),
        "figured": bool(version) and looking.lens is Lens.AS_IT_WAS,
        "bodies": bodies,
        "leaderless": leaderless(found, today()) if looking.is_today and not found.ended_on else None,
        "departments": Department.objects.on(looking.day).filter(unit=found),
        "regulations": regulations_of(found, looking.day) if version else [],
        "may_regulate": looking.is_today and not found.ended_on and actor.may("units.regulation"),
        "events": timeline(found),
        "picture": picture(found),
        "acts": acts_open_to(actor, found),
        "may_appoint": looking.is_today and not found.ended_on and actor.may("units.appoint"),
        "records": _records(bodies) if actor.may("units.person") else set(),
        "may_end_department": looking.is_today and not found.ended_on and actor.may("units.department"),
        "may_end_term": looking.is_today and not found.ended_on and actor.may("units.term"),
        "today": today(),
    }
    return render(request, "units/unit.html", context)


def _records(bodies: list[BodyState]) -> set[int]:
    """Of the people in bodies those whose records the scope holds."""
    ids = {member.appointment.person_id for state in bodies for member in state.members}
    return set(Person.objects.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


@screen("units.view")
def yearly(request: HttpRequest, code: str) -> HttpResponse:
    """How many grassroots unions stood under a unit at the end of each of the last years: a fragment."""
    looking = Looking(request.GET)
    found = get_object_or_404(Unit, code=code)
    rows = course(found, looking.day, looking.tree)
    context = {"course": rows, "latest": rows[-1][1] if rows else None, "note": change_in_words(rows)}
    return render(request, "units/yearly.html", context)


@screen("units.view")
def figures(request: HttpRequest, code: str) -> HttpResponse:
    """What the modules tell of a unit on a day: a fragment, since it may take a moment for a large one."""
    looking = Looking(request.GET)
    found = get_object_or_404(Unit, code=code)
    context = {"figures": unit_figures(current_actor(), found, looking.day)}
    return render(request, "units/figures.html", context)


@screen("units.view")
def chart(request: HttpRequest, code: str) -> HttpResponse:
    """The organisation chart of a unit, for one sheet of A4."""
    looking = Looking(request.GET)
    found = get_object_or_404(Unit, code=code)
    context = {
        "unit": found,
        "looking": looking,
        "above": line_above(found, looking.day, looking.tree),
        "bodies": bodies_of(found, looking.day),
        "departments": Department.objects.on(looking.day).filter(unit=found),
        "branch": children(found, looking.day, looking.lens, looking.fixed, looking.tree),
        "counts": counts(found.pk, looking.day, looking.lens, looking.fixed, looking.tree),
        "above_grassroots": found.level in ABOVE_GRASSROOTS,
    }
    return render(request, "units/chart.html", context)
