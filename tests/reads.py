"""The reads of the site as one post makes them at random, each held against what the post may see.

A read is a method `read_…` of Reader; it makes one call and asserts. Tables, search sources and measures are taken
from what the modules register, so that those of a new module are read too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from ketdoan.activities.models import Activity, Programme, ProgrammeItem
from ketdoan.activities.queries.log import lines as log_lines
from ketdoan.activities.queries.programme import items, programmes
from ketdoan.activities.tables.log import ActivityFilters
from ketdoan.activities.tables.programme import ItemFilters, ProgrammeFilters
from ketdoan.core.acting import acting
from ketdoan.core.modules import inbox, modules, search
from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.core.search import all_found, found, matching
from ketdoan.core.viet import fold, today
from ketdoan.legal.models import Case, CaseStep
from ketdoan.news.models import Campaign, Edition, Reading
from ketdoan.petitions.models import Opening, Picture, Step
from ketdoan.units.forms.acts import unit_field
from ketdoan.units.models import Appointment, Change, Person, Post, PrintTemplate, Regulation, Term, Unit
from ketdoan.units.printing import contexts
from ketdoan.units.printing.choose import nearest
from ketdoan.units.queries import bodies, lens, picture, posts, timeline, tree
from ketdoan.units.queries.changes import change_seen
from ketdoan.units.rules import Lens
from ketdoan.units.tables import (
    OfficerFilters,
    RegulationFilters,
    TermFilters,
    UnitFilters,
    lacking_rows,
    officers,
    regulations_known,
    terms_to_watch,
)
from ketdoan.units.tests.oracle import all_above
from ketdoan.units.tests.test_histories import DAYS, TODAY
from ketdoan.units.views import bodies as body_views
from ketdoan.units.views import reorganise
from ketdoan.welfare import models as care
from ketdoan.welfare.models import AidCase

from .reading import rows_of
from .union import RandomUnion, persons_named, units_named

WORDS = ("don vi", "dv", "moi", "n1", "n2", "p1", "nguyen", "van m", "m1", "m2", "khong co")
STATES = ("", "active", "suspended", "reorganising", "ended")
#: What a unit's own posts alone may see, not those of the units above.
CONFIDENTIAL = (Case, CaseStep, Opening, Picture, Step, AidCase, care.CaseStep, care.CasePhoto)
#: What a unit publishes: those below see it too. And what is a member's own, which no post sees.
PUBLISHED, MEMBERS_OWN = (Campaign, Edition), (Reading,)
LEVELS = ("", "grassroots", "upper", "federation", "section")


class Reader:
    """One post of a union, reading."""

    def __init__(self, union: RandomUnion, post: Post, random: Random, client: Callable[[Post], Client]) -> None:
        self.union, self.random, self.post, self.client = union, random, post, client
        self.code, self.tree = post.unit.code, post.tree
        self.actor = union.actor(post)
        self.seen = union.seen(self.code, self.tree)
        self.people = union.people_seen(self.seen)

    @contextmanager
    def reading(self) -> Iterator[None]:
        with acting(self.actor):
            yield

    # Choices

    def some(self, things: Any) -> Any:
        return self.random.choice(sorted(things, key=str))

    def unit(self) -> Unit:
        """A unit that the post sees: views look for no other."""
        return self.union.units[self.some(self.seen)]

    def any_tree(self) -> str:
        return self.random.choice([LINE, TERRITORY])

    def look(self) -> tuple[int, int, Lens, int]:
        """A day, the day whose shape a random lens follows, the lens, and its fixed day."""
        day, fixed = self.random.randrange(len(DAYS)), self.random.randrange(len(DAYS))
        kind = self.random.choice(list(Lens))
        follow = {Lens.AS_IT_WAS: day, Lens.TODAY: TODAY, Lens.FIXED: fixed}[kind]
        return day, follow, kind, fixed

    def owned(self, model: Any) -> set[int]:
        """Keys of the rows of a table that the post may see."""
        rows = self.union.rows[model]
        units = self.union.lineage_above(self.code, self.tree) if model is PrintTemplate else self.seen
        units = {self.code} if model in CONFIDENTIAL else units
        units = units | self.union.lineage_above(self.code, self.tree) if model in PUBLISHED else units
        units = set() if model in MEMBERS_OWN else units
        return {pk for pk, owner in rows.items() if owner in units}

    def code_of(self, row: Any) -> str:
        return self.union.codes[row.pk]

    # Tables

    def read_table(self) -> None:
        model = self.random.choice(self.union.models)
        sample = set(self.random.sample(sorted(self.union.rows[model]), k=len(self.union.rows[model]) // 2))
        wanted = self.owned(model)
        table = model.objects
        shapes: list[tuple[Any, set[int]]] = [
            (table.all(), wanted),
            (table.filter(pk__in=sample), wanted & sample),
            (table.exclude(pk__in=sample), wanted - sample),
            (table.filter(pk__in=sample) | table.exclude(pk__in=sample), wanted),
            (table.filter(Q(pk__in=sample) | ~Q(pk__in=sample)).distinct(), wanted),
            (model._base_manager.filter(pk__in=table.filter(pk__in=sample).values("pk")), wanted & sample),
            (table.order_by().union(table.filter(pk__in=sample).order_by()), wanted),
        ]
        rows, expected = self.random.choice(shapes)
        read = self.random.choice(["list", "count", "exists", "values", "iterate", "bulk", "group"])
        if rows.query.combinator and read in ("bulk", "group"):
            read = "list"
        if read == "list":
            assert {row.pk for row in rows} == expected
        elif read == "count":
            assert rows.count() == len(expected)
        elif read == "exists":
            assert rows.exists() == bool(expected)
        elif read == "values":
            assert {pk for (pk,) in rows.values_list("pk")} == expected
        elif read == "iterate":
            assert {row.pk for row in rows.iterator(chunk_size=10)} == expected
        elif read == "bulk":
            assert set(rows.in_bulk() if not rows.query.distinct else {row.pk for row in rows}) == expected
        else:
            assert rows.order_by().aggregate(number=Count("pk", distinct=True))["number"] == len(expected)

    def read_row(self) -> None:
        model = self.random.choice(self.union.models)
        if not self.union.rows[model]:
            return
        pk = self.some(self.union.rows[model])
        assert (model.objects.filter(pk=pk).first() is not None) == (pk in self.owned(model))

    def read_related(self) -> None:
        """What hangs on a unit by its reverse relations, such as unit.children."""
        many = [f for f in Unit._meta.related_objects if f.one_to_many and f.related_model in self.union.rows]
        names = [f.get_accessor_name() for f in many]
        manager = getattr(self.unit(), self.random.choice(names))
        assert {row.pk for row in manager.all()} <= self.owned(manager.model)

    # Search and lists

    def read_search(self) -> None:
        words = fold(self.random.choice(WORDS))
        for _, hits in search(self.actor, words, limit=50):
            text = " ".join(f"{hit.title} {hit.url} {hit.detail}" for hit in hits)
            self.tells_only(text, self.seen)

    def read_units_found(self) -> None:
        words = self.random.choice(WORDS)
        expected = {
            code
            for code in self.seen
            if all(
                any(word.startswith(part) for word in self.union.units[code].words.split())
                for part in fold(words).split()
            )
        }
        rows = Unit.objects.order_by(self.random.choice(["sort_key", "-code", "path"]), "pk")
        assert {self.code_of(unit) for unit in matching(rows, words)} == expected
        size = self.random.choice([3, 50])
        page = found(rows, words, 0, size)
        assert {self.code_of(unit) for unit in page.rows} <= expected
        assert (len(page.rows), page.count) == (min(size, len(expected)), len(expected))
        assert {self.code_of(unit) for unit in all_found(rows, words)} == expected

    def read_list(self) -> None:
        """The rows of the unit list under random filters."""
        state, level = self.random.choice(STATES), self.random.choice(LEVELS)
        rows = Unit.objects.all() if state == "ended" else Unit.objects.filter(ended_on=None)
        filtered = UnitFilters(_query(tinh_trang=state, cap=level), queryset=rows).qs
        assert {self.code_of(unit) for unit in filtered} == {
            code
            for code in self.seen
            if _in_state(self.union.units[code], state) and level in ("", self.union.units[code].level)
        }

    def read_officers(self) -> None:
        head = self.random.choice(["", "true"])
        rows = OfficerFilters(_query(dung_dau=head, co_quan=self.random.choice(["", "executive"])), officers()).qs
        assert {row.pk for row in all_found(rows, self.random.choice(["", "van m"]), "person__words")} <= self.owned(
            Appointment
        )

    def read_terms(self) -> None:
        rows = self.random.choice(
            [
                TermFilters(_query(viec=self.random.choice(["", "khuyet", "het"])), terms_to_watch()).qs,
                bodies.vacancies(today()),
                bodies.ending_terms(today()),
            ]
        )
        assert {row.pk for row in rows} <= self.owned(Term)

    def read_suggestions(self) -> None:
        typed = self.random.choice(WORDS)
        request = RequestFactory().get("/", {"x": typed})
        units, people = reorganise.suggest(request), body_views.suggest_person(request)
        self.tells_only(units.content.decode(), self.seen)
        assert persons_named(people.content.decode()) <= {self.number(pk) for pk in self.owned(Person)}

    def read_choice(self) -> None:
        """A unit chosen in a form by its key: taken if the post sees it and it has not ended."""
        unit = self.union.units[self.some(self.union.units)]
        field = unit_field("Đơn vị")
        fits = unit.code in self.seen and unit.ended_on is None
        try:
            assert field.clean(f"x · #{unit.pk}") == unit
        except ValidationError as error:
            assert not fits
            self.tells_only(str(error), set())
        else:
            assert fits

    # Trees

    def read_branch(self) -> None:
        unit, (day, follow, kind, fixed), which = self.unit(), self.look(), self.any_tree()
        branch = tree.children(unit, DAYS[day], kind, DAYS[fixed], which)
        standing = unit.code in self.union.oracle.days[follow]
        below = self.union.below(unit.code, follow, which) if standing else set()
        assert {self.code_of(node.unit) for node in branch.nodes} == below & self.seen
        assert branch.elsewhere == len(below - self.seen)
        self.tells_only(" ".join(node.name for node in branch.nodes), self.seen)

    def read_roots(self) -> None:
        day, _, kind, fixed = self.look()
        top = tree.roots(DAYS[day], kind, DAYS[fixed], self.any_tree())
        assert {self.code_of(node.unit) for node in top.nodes} <= self.seen

    def read_line_above(self) -> None:
        unit, number, which = self.unit(), self.random.randrange(len(DAYS)), self.any_tree()
        line = [self.code_of(above) for above in tree.line_above(unit, DAYS[number], which)]
        day = self.union.oracle.days[number]
        lasting = all_above(day, unit.code, which) if unit.code in day else None
        assert line == (lasting[::-1] if lasting is not None else self.union.oracle.path(unit.code, TODAY, which)[:-1])
        for code in line:
            assert tree.may_open(self.union.units[code]) == (code in self.seen)

    def read_counts(self) -> None:
        unit, (day, follow, kind, fixed), which = self.unit(), self.look(), self.any_tree()
        read = lens.counts(unit.pk, DAYS[day], kind, DAYS[fixed], which)
        expected = self.union.oracle.counts(unit.code, day, follow, which)
        assert (read.direct, read.upper, read.grassroots_direct, read.grassroots_total) == expected

    def read_evidence(self) -> None:
        unit, number = self.unit(), self.random.randrange(len(DAYS))
        for module in modules():
            for measure in module.measures:
                rows = list(measure.evidence(unit, DAYS[number]))
                for row in rows:
                    owner = self.union.rows[type(row)][row.pk]
                    assert owner in self.seen, (measure.code, row)

    def read_flow(self) -> None:
        """The evidence of what was done in a period: of a unit and all below it that the post sees."""
        unit, flows = self.unit(), [flow for module in modules() for flow in module.flows]
        flow = self.random.choice(flows)
        for row in flow.evidence(unit, DAYS[0], today() + timedelta(days=1)):
            assert self.union.rows[type(row)][row.pk] in self.seen, (flow.code, row)
        visits = next(flow for flow in flows if flow.code == "activities.visit.count")
        found = {row.pk for row in visits.evidence(unit, DAYS[0], today() + timedelta(days=1))}
        assert found == {pk for pk in self.owned(Activity) if self.hangs_under(self.union.rows[Activity][pk], unit)}

    def read_work(self) -> None:
        """The log under a unit, the programmes of a year and their items, regulations and who lacks one."""
        unit = self.unit()
        rows = ActivityFilters(_query(don_vi=f"x #{unit.pk}", viec="visit"), log_lines()).qs
        owned = {pk for pk in self.owned(Activity) if self.hangs_under(self.union.rows[Activity][pk], unit)}
        assert {row.pk for row in rows} == owned
        assert {row.pk for row in ProgrammeFilters(_query(nam=str(today().year)), programmes()).qs} == self.owned(
            Programme
        )
        assert {row.pk for row in ItemFilters(_query(tinh_trang="planned"), items()).qs} == self.owned(ProgrammeItem)
        held = RegulationFilters(_query(loai="internal_spending", hieu_luc="con"), regulations_known()).qs
        assert {row.pk for row in held} == self.owned(Regulation)
        assert {self.code_of(row) for row in lacking_rows("employer_coordination")} == {
            code
            for code in self.seen
            if _in_state(self.union.units[code], "") and self.union.units[code].level == "grassroots"
        }

    def hangs_under(self, code: str, unit: Unit) -> bool:
        """Whether a unit hangs under another in the line of command as it is today."""
        return unit.code in self.union.oracle.path(code, TODAY, LINE)

    # One unit

    def read_timeline(self) -> None:
        unit = self.unit()
        events = timeline.timeline(unit)
        past = self.union.ever_above(unit.code) | self.union.kin(unit.code) | {unit.code}
        self.tells_only(" ".join(f"{event.label} {event.detail}" for event in events), past)

    def read_lineage(self) -> None:
        unit = self.unit()
        drawn = picture.picture(unit)
        named = {self.code_of(box.unit) for box in drawn.boxes} if drawn else {unit.code}
        assert named <= self.union.kin(unit.code) | {unit.code}

    def read_unit_people(self) -> None:
        unit = self.unit()
        assert {post.pk for post in posts.posts_in(unit)} <= self.owned(Post)
        assert {person.pk for person in posts.people_of(unit)} <= self.people
        for state in bodies.bodies_of(unit, today()):
            assert {member.appointment.pk for member in state.members} <= self.owned(Appointment)

    def read_template(self) -> None:
        template = nearest(self.random.choice(["list.units", "list.officers"]), self.unit())
        assert template is None or template.pk in self.owned(PrintTemplate)

    def read_print(self) -> None:
        """A list of units or officers as it would be printed."""
        unit, number = self.unit(), self.random.randrange(len(DAYS))
        make = self.random.choice([contexts.of_units, contexts.of_officers])
        made = make(unit, DAYS[number])
        text = repr(made.context) + made.file_name
        self.tells_only(text, self.seen | self.union.ever_above(unit.code))
        assert persons_named(text) <= {self.number(pk) for pk in self.people}

    def read_decision(self) -> None:
        """The paper of a change: for whom it concerned, and then whole."""
        pk = self.some(self.union.rows[Change])
        change = change_seen(pk)
        concerned = self.union.concerned[pk]
        assert (change is not None) == bool(concerned & self.seen)
        made = contexts.of_change(change) if change else None
        if made:
            above = {other for code in concerned for other in self.union.ever_above(code)}
            self.tells_only(repr(made.context), concerned | above)

    def read_inbox(self) -> None:
        text = " ".join(f"{item.title} {item.detail} {item.url}" for item in inbox(self.actor))
        self.tells_only(text, {self.code})

    # Whole pages and files

    def read_page(self) -> None:
        unit, (day, _, kind, fixed) = self.unit(), self.look()
        query = {"ngay": f"{DAYS[day]:%d/%m/%Y}", "lang": kind, "ngay_to_chuc": f"{DAYS[fixed]:%d/%m/%Y}"}
        query["cay"] = self.any_tree()
        name = self.random.choice(["units:unit", "units:chart", "units:branch", "units:yearly"])
        response = self.client(self.post).get(reverse(name, args=[unit.code]), query)
        assert response.status_code == 200, name
        past = self.union.ever_above(unit.code) | self.union.kin(unit.code)
        self.tells_only(response.content.decode(), self.seen | past | self.frame())

    def read_file(self) -> None:
        name = self.random.choice(["units:list", "units:people", "units:terms"])
        query = {"export": "1", "q": self.random.choice(["", *WORDS]), "tinh_trang": self.random.choice(STATES)}
        response = self.client(self.post).get(reverse(name), query)
        assert response.status_code == 200, name
        text = "\n".join(" ".join(map(str, row)) for row in rows_of(response.getvalue()))
        self.tells_only(text, self.seen)
        assert persons_named(text) <= {self.number(pk) for pk in self.people}

    def read_screen(self) -> None:
        name = self.random.choice(["units:tree", "units:list", "units:people", "units:terms", "core:search"])
        response = self.client(self.post).get(reverse(name), {"q": self.random.choice(WORDS)})
        assert response.status_code == 200, name
        above = {other for code in self.seen for other in self.union.oracle.path(code, TODAY, self.tree)}
        above |= {other for code in self.seen for other in self.union.ever_above(code)}
        self.tells_only(response.content.decode(), self.seen | above | self.frame())
        assert persons_named(response.content.decode()) <= {self.number(pk) for pk in self.people}

    # Judging

    def number(self, pk: int) -> int:
        return self.union.numbers[pk]

    def frame(self) -> set[str]:
        """What the frame of a page names: the units of the account's own posts."""
        return {post.unit.code for post in self.union.posts if post.person_id == self.post.person_id}

    def tells_only(self, text: str, codes: set[str]) -> None:
        assert units_named(text) <= {code.upper() for code in codes}, units_named(text) - codes


def _query(**values: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in values.items() if value})
    return query


def _in_state(unit: Unit, state: str) -> bool:
    if state == "ended":
        return unit.ended_on is not None
    return unit.ended_on is None and state in ("", unit.status)
