"""A random union with a past, in the database and told apart by plain Python: who may see what of it.

The oracle of the random histories (units/tests) knows for every unit under whom it hangs today; a post sees what
hangs under its own unit. Every other thing belongs to a unit, and is seen where that unit is.
"""

import re
from datetime import timedelta
from random import Random

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from ketdoan.activities.models import (
    Activity,
    Answer,
    Assignment,
    Extension,
    Programme,
    ProgrammeItem,
    Task,
    UnitGroup,
)
from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.crypto import new_keys
from ketdoan.core.history import span
from ketdoan.core.models import Account, Blob
from ketdoan.core.modules import permissions
from ketdoan.core.rules import current_rules
from ketdoan.core.scope import LINE, TERRITORY, Scope, ScopedModel
from ketdoan.core.viet import today
from ketdoan.legal.models import Case, CaseStep, OwnEntry, Tally
from ketdoan.news.models import Article, Campaign, Edition, Place, Reading, Registration, Signup
from ketdoan.news.models import Picture as NewsPicture
from ketdoan.news.models import Tally as Reached
from ketdoan.petitions.models import Opening, Petition, Picture, Promise, Step, Voice
from ketdoan.portal.models import Claim, UnitLink
from ketdoan.surveys.models import Survey, Taken
from ketdoan.units.actions import bodies
from ketdoan.units.actions.paper import Paper
from ketdoan.units.factories import make_person
from ketdoan.units.models import (
    Appointment,
    Attachment,
    Change,
    Decision,
    Department,
    Edge,
    Invitation,
    Lineage,
    Person,
    PersonalDataView,
    Plan,
    PlanStep,
    Post,
    PrintTemplate,
    Regulation,
    Role,
    Term,
    Unit,
    UnitVersion,
)
from ketdoan.units.models.contacts import Contact, Identifier
from ketdoan.units.tests.oracle import above, all_above
from ketdoan.units.tests.test_histories import DAYS, TODAY, History
from ketdoan.welfare.models import AidCase
from ketdoan.welfare.models import Programme as Offered

#: Of the tables of petitions the unit under whose name others see a row, or that handles it and alone sees it.
PETITIONS = {"petition": "told", "voice": "petition__told", "promise": "petition__told"}
PETITIONS |= {"step": "petition__desk", "opening": "petition__desk", "picture": "step__petition__desk"}
#: To which unit a row of a table belongs.
OWNERS = {
    **{f"members.{name}": "unit__code" for name in ("application", "intake", "member", "memberevent", "spell")},
    **{f"members.{name}": "person__member__unit__code" for name in ("profile", "sensitivefact", "consent", "quality")},
    **{f"members.{name}": "unit__code" for name in ("campaign", "campaignunit", "personlink")},
    **{f"members.{name}": "unit__code" for name in ("memberimport", "memberlayout", "importdone")},
    "members.memberimportrow": "upload__unit__code",
    "members.importedchange": "done__unit__code",
    "members.duplicatepair": "first__member__unit__code",
    "members.cardbatch": "unit__code",
    "members.card": "person__member__unit__code",
    "members.photo": "person__member__unit__code",
    **{f"members.{name}": "unit__code" for name in ("proxyconsent", "correctionrequest", "erasurerequest")},
    "members.correctionphoto": "request__unit__code",
    "members.transferrequest": "unit_from__code",
    "units.unit": "code",
    "units.change": "unit__code",
    "units.unitversion": "unit__code",
    "units.edge": "child__code",
    "units.decision": "unit__code",
    "units.attachment": "unit__code",
    "units.department": "unit__code",
    "units.body": "unit__code",
    "units.term": "body__unit__code",
    "units.appointment": "body__unit__code",
    "units.person": "unit__code",
    "units.contact": "person__unit__code",
    "units.identifier": "person__unit__code",
    "units.personaldataview": "person__unit__code",
    "units.post": "unit__code",
    "units.invitation": "person__unit__code",
    "units.printtemplate": "unit__code",
    "workspace.unituse": "unit__code",
    "workspace.unitacts": "unit__code",
    "activities.activity": "unit__code",
    "activities.task": "unit__code",
    "activities.assignment": "unit__code",
    "activities.answer": "assignment__unit__code",
    "activities.extension": "assignment__unit__code",
    "activities.unitgroup": "unit__code",
    "activities.programme": "unit__code",
    "activities.programmeitem": "programme__unit__code",
    **{f"reports.{name}": "unit__code" for name in ("formdraft", "round", "submission", "target")},
    **{
        f"reports.{name}": "submission__unit__code"
        for name in ("adjustment", "employersheet", "enclosure", "filling", "narrative", "note")
    },
    **{f"grading.{name}": "unit__code" for name in ("round", "sheet", "memberlist")},
    "grading.step": "sheet__unit__code",
    "legal.case": "desk__code",
    "legal.casestep": "case__desk__code",
    "legal.ownentry": "unit__code",
    "legal.tally": "unit__code",
    "welfare.aidcase": "desk__code",
    **{f"welfare.{name}": "case__desk__code" for name in ("casestep", "casephoto")},
    **{f"welfare.{name}": "unit__code" for name in ("rate", "programme")},
    **{f"welfare.{name}": "programme__unit__code" for name in ("registration", "question")},
    "surveys.survey": "unit__code",
    "surveys.taken": "person__member__unit__code",
    "surveys.agendaitem": "survey__unit__code",
    "surveys.promise": "item__survey__unit__code",
    "surveys.promisereport": "promise__item__survey__unit__code",
    "grading.membergrade": "roll__unit__code",
    "reports.counting": "round__unit__code",
    "reports.paper": "revision__submission__unit__code",
    "reports.revision": "submission__unit__code",
    "units.regulation": "unit__code",
    **{f"petitions.{name}": f"{path}__code" for name, path in PETITIONS.items()},
    **{f"news.{name}": "unit__code" for name in ("article", "campaign", "tally", "registration")},
    **{f"news.{name}": "article__unit__code" for name in ("edition", "picture", "signup", "reading")},
    "news.place": "signup__article__unit__code",
    "portal.claim": "unit__code",
    "portal.unitlink": "unit__code",
    "units.unionimport": "unit__code",
    "units.importrow": "upload__unit__code",
    "units.importlayout": "unit__code",
    "units.plan": "unit__code",
    "units.planstep": "plan__unit__code",
}
NAMED = re.compile(r"(?:Đơn vị|ĐV) (C|P\d|N\d+(?:\.\d)?)\b|/to-chuc/don-vi/([^/\"]+)/", re.IGNORECASE)
PERSON = re.compile(r"Nguyễn Văn M(\d+)\b")
ALWAYS = span(DAYS[0])
#: Units that a union has today at least.
FEWEST = 8


class Past(History):
    """A history whose names always tell which unit they name."""

    def try_rename(self, since: int) -> None:
        code = self.unit(since)
        number = self.random.randrange(9)
        self.act(since, "rename", code, f"Đơn vị {code} mới {number}", f"ĐV {code} mới {number}", since)


class RandomUnion:
    """A union after many acts, its people and papers, and what each of its posts may see."""

    def __init__(self, seed: int, acts: int) -> None:
        self.random = Random(seed)
        with acting(SYSTEM):
            past = Past(seed)
            for _ in range(acts):
                past.step()
            while len(past.oracle.days[TODAY]) < FEWEST:  # so many acts may have ended nearly all
                past.step()
            self.oracle = past.oracle
            self.units = {unit.code: unit for unit in Unit.objects.all()}
            self.codes = {unit.pk: code for code, unit in self.units.items()}
            self._fill()
            self._read()

    # What it holds

    def _fill(self) -> None:
        """People, bodies, papers and posts at random units; what the rules refuse is left out."""
        blob = Blob.objects.create(sha256="0" * 64, size=1, media_type="text/plain")
        alive = [code for code in self.oracle.order if code in self.oracle.days[TODAY]]
        role = Role.objects.get(code="chair")
        self.people = [
            make_person(self.units[self.random.choice(alive)], f"Nguyễn Văn M{number}") for number in range(60)
        ]
        for number, person in enumerate(self.people):
            Contact.objects.create(person=person, kind="phone", valid=ALWAYS)
            Identifier.objects.create(person=person, kind="passport", valid=ALWAYS)
            PersonalDataView.objects.create(person=person, field="phone", purpose="thử")
            Invitation.objects.create(person=person, digest=str(number), expires_at=timezone.now())
        for code in alive:
            unit = self.units[code]
            Attachment.objects.create(unit=unit, blob=blob, name=f"ĐV {code}")
            Decision.objects.create(unit=unit, code=f"1/ĐV {code}", signed_on=DAYS[0], abstract="thử")
            Department.objects.create(unit=unit, name=f"Ban ĐV {code}", valid=ALWAYS)
            self._work(unit)
            self._confide(unit)
            self._survey(unit)
            self._publish(unit, blob)
            task = Task.objects.create(unit=unit, title=f"ĐV {code}", state="sent", sent_at=timezone.now())
            assignment = Assignment.objects.create(task=task, unit=unit, begun_on=today())
            Answer.objects.create(assignment=assignment, text=f"ĐV {code}")
            Extension.objects.create(assignment=assignment, until=today(), reason=f"ĐV {code}")
            UnitGroup.objects.create(unit=unit, name=f"ĐV {code}")
            plan = Plan.objects.create(unit=unit, title=f"Phương án ĐV {code}", on=DAYS[TODAY])
            PlanStep.objects.create(plan=plan, order=1, act="dissolve", inputs={"units": [code]})
            for tree in (LINE, TERRITORY):
                person = self.random.choice(self.people)
                Post.objects.create(person=person, unit=unit, role=role, tree=tree, valid=ALWAYS)
            if self.random.random() < 0.4:
                kind = self.random.choice(["list.units", "list.officers"])
                PrintTemplate.objects.create(unit=unit, kind=kind, version=1, blob=blob, name=f"ĐV {code}")
            self._seat(unit)
            self._complain(unit)

    def _work(self, unit: Unit) -> None:
        """A line of its log, a programme with an item, and a regulation."""
        named = {"words": "", "unit": unit}
        Activity.objects.create(on=today(), kind="visit", text=f"ĐV {unit.code}", times=1, **named)
        days = {"begins": DAYS[0], "ends": today()}
        programme = Programme.objects.create(kind="year", title=f"Chương trình ĐV {unit.code}", **days, **named)
        ProgrammeItem.objects.create(programme=programme, what=f"Việc ĐV {unit.code}", due=today(), words="")
        Regulation.objects.create(kind="internal_spending", signed_on=DAYS[0], valid=ALWAYS, **named)

    def _confide(self, unit: Unit) -> None:
        """A question that the unit's legal desk was asked, which it alone may see."""
        rules = {rule.key: rule for rule in current_rules()}
        terms = {"due_rule": rules["legal.case_days"], "consent": rules["legal.case_consent"]}
        key, days = new_keys(1)[0], {"law_day": today(), "asked_on": today(), "due": today()}
        case = Case(desk=unit, unit=unit, key=key, question=f"ĐV {unit.code}", **days, **terms)
        case.save()
        CaseStep.objects.create(case=case, move="added", text=f"ĐV {unit.code}")
        OwnEntry.objects.create(unit=unit, title=f"ĐV {unit.code}", since=today(), written_at=timezone.now())
        Tally.objects.create(unit=unit, day=today(), what="asked", state="no_match", number=3)
        days = {"asked_on": today(), "due": today()}
        terms = {"due_rule": rules["welfare.case_days"], "consent": rules["welfare.case_consent"]}
        AidCase(desk=unit, unit=unit, key=new_keys(1)[0], said=f"ĐV {unit.code}", **days, **terms).save()
        terms = {"since": today(), "until": today(), "registers": False}
        Offered.objects.create(unit=unit, title=f"ĐV {unit.code}", text="thử", **terms)
        UnitLink.objects.create(unit=unit, token=f"lien-ket-{unit.pk}")
        account = Account.objects.create_user(f"dv-{unit.pk}")
        Claim.objects.create(unit=unit, account=account)

    def _complain(self, unit: Unit) -> None:
        """A petition that the unit handles, with what stands in it and a promise."""
        days = next(rule for rule in current_rules() if rule.key == "petitions.days")
        known = {"unit": unit, "told": unit, "desk": unit, "due_rule": days, "key": new_keys(1)[0]}
        held = Petition(topic="meal", title=f"ĐV {unit.code}", filed_on=today(), due=today(), **known)
        held.save()
        Voice.objects.create(petition=held, person=self.random.choice(self.people), first=True, on=today())
        step = Step.objects.create(petition=held, move="filed", text=f"ĐV {unit.code}", on=today())
        Picture.objects.create(step=step, picture="x")
        Opening.objects.create(petition=held, post=Post.objects.filter(unit=unit).first(), on=today())
        words = {"who": f"ĐV {unit.code}", "what": f"ĐV {unit.code}"}
        Promise.objects.create(petition=held, made_on=today(), until=today(), **words)

    def _survey(self, unit: Unit) -> None:
        """What the unit asks its members, still a draft: what it publishes those below see too. With a promise."""
        days = {"opens_on": today(), "closes_on": today()}
        held = Survey.objects.create(unit=unit, kind="opinion", title=f"ĐV {unit.code}", **days)
        Taken.objects.create(survey=held, person=self.random.choice(self.people), answered=True)

    def _publish(self, unit: Unit, blob: Blob) -> None:
        """A campaign with an article, which is out, and for which somebody has registered and whom it reached."""
        campaign = Campaign.objects.create(unit=unit, title=f"ĐV {unit.code}", begins=DAYS[0], ends=today())
        out = {"state": "published", "published_at": timezone.now(), "edition": 1}
        article = Article.objects.create(
            unit=unit, campaign=campaign, title=f"ĐV {unit.code}", token=f"tin-{unit.pk}", **out
        )
        Edition.objects.create(article=article, number=1, title=f"ĐV {unit.code}")
        NewsPicture.objects.create(article=article, number=1, description=f"ĐV {unit.code}", blob=blob, small=blob)
        Reached.objects.create(article=article, unit=unit, members=9)
        signup = Signup.objects.create(article=article, until=today())
        place = Place.objects.create(signup=signup, order=1, label=f"ĐV {unit.code}")
        person = self.random.choice(self.people)
        Registration.objects.create(signup=signup, place=place, person=person, unit=unit, standing="placed")
        Reading.objects.create(article=article, person=person)

    def _seat(self, unit: Unit) -> None:
        since = max(DAYS[self.oracle.lives(unit.code)[0]], today() - timedelta(days=900))
        until = today() + timedelta(days=self.random.choice([-30, 20, 400]))
        paper = Paper(self.units["C"], f"{unit.pk}/ĐV C", DAYS[0], "thử")
        for kind in ("executive", "inspection"):
            try:
                bodies.open_term(unit=unit, kind=kind, since=since, seats=3, until=until, paper=paper)
                for office in ("chair", "member"):
                    person = self.random.choice(self.people)
                    bodies.appoint(unit=unit, kind=kind, person=person, office=office, since=since)
            except ValidationError:
                continue

    def _read(self) -> None:
        """Everything that is stored, once and unscoped: keys, and to which unit each belongs."""
        self.models = [m for m in apps.get_models() if issubclass(m, ScopedModel) and m._meta.app_label != "core"]
        unknown = {m._meta.label_lower for m in self.models} - set(OWNERS)
        assert not unknown, f"tests/union.py does not know to which unit rows of {unknown} belong: add to OWNERS"
        self.rows = {m: dict(m.objects.values_list("pk", OWNERS[m._meta.label_lower])) for m in self.models}
        self.terms = [
            (t.body.unit.code, t.body_id, t.since, t.until) for t in Term.objects.known().select_related("body__unit")
        ]
        self.appointments = list(Appointment.objects.known().select_related("person", "body__unit"))
        self.posts = list(Post.objects.select_related("unit", "role"))
        self.numbers = {person.pk: number for number, person in enumerate(self.people)}
        self.concerned = self._concerned()
        self.lineage = [(link.source.code, link.target.code) for link in Lineage.objects.select_related()]

    def _concerned(self) -> dict[int, set[str]]:
        """The units that each change did something to: those that its rows are about."""
        found = {pk: {owner} for pk, owner in self.rows[Change].items()}
        for model, unit in ((UnitVersion, "unit"), (Edge, "child")):
            for pk, code in model.objects.values_list("change", f"{unit}__code"):
                found[pk].add(code)
        for pk, *codes in Lineage.objects.values_list("change", "source__code", "target__code"):
            found[pk].update(codes)
        return found

    # What may be seen

    def actor(self, post: Post) -> Actor:
        """The post with every right, so that nothing but its scope holds anything back."""
        unit = post.unit
        path = unit.territory_path if post.tree == TERRITORY else unit.path
        return Actor(None, post.pk, unit.pk, unit.short_name, Scope(path, post.tree), frozenset(permissions()))

    def seen(self, code: str, tree: str) -> set[str]:
        """Units that a post of a unit sees: those that hang under it today, itself too."""
        return {other for other in self.oracle.order if code in self.oracle.path(other, TODAY, tree)}

    def lineage_above(self, code: str, tree: str) -> set[str]:
        """The unit and those above it today: whose templates it may use."""
        return set(self.oracle.path(code, TODAY, tree))

    def ever_above(self, code: str) -> set[str]:
        """Units under which one stood at any time in either tree, all the way up: their names belong to its past."""
        found = {other for tree in (LINE, TERRITORY) for other in self.oracle.path(code, TODAY, tree)}
        for day in self.oracle.days:
            if code in day:
                found |= {other for tree in (LINE, TERRITORY) for other in all_above(day, code, tree)}
        return found

    def kin(self, code: str) -> set[str]:
        """Units that one came from or became, two steps each way."""
        found = set()
        for near, far in ((0, 1), (1, 0)):
            row = {code}
            for _ in range(2):
                row = {link[far] for link in self.lineage if link[near] in row}
                found |= row
        return found

    def below(self, code: str, number: int, tree: str) -> set[str]:
        """Units directly under one on a day."""
        day = self.oracle.days[number]
        return {other for other in day if above(day, other, tree) == code}

    def people_seen(self, seen: set[str]) -> set[int]:
        """Persons whose record is kept by a unit that is seen, or who hold an office or a post of one."""
        found = {pk for pk, owner in self.rows[Person].items() if owner in seen}
        found |= {a.person_id for a in self.appointments if a.body.unit.code in seen}
        return found | {post.person_id for post in self.posts if post.unit.code in seen}


def units_named(text: str) -> set[str]:
    """Codes of all units that a text names or links to."""
    return {(name or link).upper() for name, link in NAMED.findall(text)}


def persons_named(text: str) -> set[int]:
    """Numbers of all persons that a text names."""
    return {int(number) for number in PERSON.findall(text)}
