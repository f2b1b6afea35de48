"""How modules meet: each app's `module.py` holds one `module = Module(...)`; here they are found and put together.

Lower modules never import higher ones. What must flow upward (menu, search, inbox, figures, schedule) is
registered here and composed by the pages that need it.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse

from .acting import Actor
from .screens import SIGNED_IN

if TYPE_CHECKING:
    from .traces import Traces


@dataclass(frozen=True)
class MenuItem:
    """An entry of the left menu; shown to posts that hold the permission, or to all for SIGNED_IN."""

    title: str
    icon: str
    url: str
    permission: str
    order: int = 50

    @property
    def part(self) -> str:
        """The heading under which the entry stands; "" for the first ones, which need none."""
        return next(heading for first, heading in reversed(PARTS) if self.order >= first)


#: Parts of the left menu, each from an order on.
PARTS = (
    (0, ""),
    (10, "Tổ chức"),
    (20, "Đoàn viên"),
    (27, "Lắng nghe, chăm lo"),
    (30, "Báo cáo"),
    (50, "Pháp luật"),
    (70, "Quản lý chung"),
    (90, "Hệ thống"),
)


@dataclass(frozen=True)
class InboxItem:
    """Something that awaits the acting post. `due` is the last day; None where there is no deadline."""

    title: str
    url: str
    detail: str = ""
    due: date | None = None
    icon: str = "circle-alert"


@dataclass(frozen=True)
class Event:
    """Something that falls on a day of the calendar."""

    day: date
    title: str
    url: str
    detail: str = ""
    icon: str = "calendar"


@dataclass(frozen=True)
class MessageKind:
    """A category of messages (the `category` of `notify`), as accounts choose how to get it.

    `ways` are those that may be chosen (see core.models.notifications), the first unless another is. What is `urgent`
    is sent in quiet hours too. `push` says whether phones get it, `texts` whether a text message may stand in where
    neither a push nor a letter reaches somebody: that costs money. `ledger` says that such messages go out to many, so
    that the unit that sends one may see how it fared; never set for what goes to one person about their own affairs.
    What is `private` tells of something that somebody keeps from the officials of their union: the copy of their data
    that an official makes leaves it out.
    `app` says that members get such messages, and choose how in their app.
    """

    code: str
    title: str
    detail: str = ""
    ways: tuple[str, ...] = ("mail", "digest", "bell", "off")
    urgent: bool = False
    push: bool = True
    texts: bool = False
    ledger: bool = False
    private: bool = False
    app: bool = False


@dataclass(frozen=True)
class Hit:
    """A search result. `words` are further ones by which an act is found."""

    title: str
    url: str
    detail: str = ""
    words: str = ""


@dataclass(frozen=True)
class SearchSource:
    """Finds things by folded words, inside the acting post's scope; at most `limit` hits."""

    title: str
    permission: str
    find: Callable[[str, int], Sequence[Hit]]


@dataclass(frozen=True)
class UnitFigure:
    """A figure that a module tells on a unit's page, with a note and the address of what is behind it."""

    label: str
    value: int
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Tally:
    """What a figure of a unit and of all below it comes to, and how many rows stand behind it."""

    figure: int
    rows: int


@dataclass(frozen=True)
class Measure:
    """A named, dated figure, computed for all units in one query.

    `values(day)` gives {unit id: own figure} unscoped; `evidence(unit, day)` the rows behind the figure of a unit and
    those below it, inside the scope, and `describe` one of them in words. `nature` is stock, flow or ratio; `uom` the
    unit of measure, such as "đơn vị". While `version(day)` stays equal, so do the figures of the day; without it they
    are taken anew every few minutes. There are no `values` where those of units do not add up to that of the unit
    above them.

    `tallies(codes, unit id, day, tree)` gives the figures of one unit with all below it by code, unscoped, those of
    measures with the same function in one go; those of which nothing is kept there are left out. A figure is the sum
    of `quantity` over its rows, or their number. `evidence` follows the tree that it is given, else that of the scope.
    Who opens the rows needs `permission`, where there is one. `home` says whether it is a key figure of the home.
    """

    code: str
    title: str
    uom: str
    nature: str
    values: Callable[[date], dict[int, float]] | None
    evidence: Callable[..., QuerySet]
    describe: Callable[[Any], "Hit"] | None = None
    version: Callable[[date], Hashable] | None = None
    tallies: Callable[[Collection[str], int, date, str], Mapping[str, Tally]] | None = None
    quantity: str = ""
    permission: str = ""
    home: bool = False


@dataclass(frozen=True)
class Flow:
    """A named figure of what happened in a period, computed for all units in one query.

    A Measure tells how things stand on a day; a flow is added up over days. `values(since, until)` gives
    {unit id: own figure} of the days [since, until), unscoped, units without any left out; of two periods that meet
    the figures add up to that of both. There is none where the figures of units do not add up to that of the unit
    above them, as with moves between them. `evidence(unit, since, until)` gives the rows behind the figure of a unit
    and all below it, inside the scope. `uom` is the unit of measure: people and times are never added to each other.
    `tallies`, `quantity`, `permission` and `describe` are as of a Measure, over the days.
    """

    code: str
    title: str
    uom: str
    values: Callable[[date, date], dict[int, float]] | None
    evidence: Callable[..., Iterable[Any]]
    tallies: Callable[[Collection[str], int, date, date, str], Mapping[str, Tally]] | None = None
    describe: Callable[[Any], "Hit"] | None = None
    quantity: str = ""
    permission: str = ""


@dataclass(frozen=True)
class Periodic:
    """A job that the worker runs by the clock (cron in the zone Asia/Ho_Chi_Minh)."""

    name: str
    cron: str
    task: Any


@dataclass(frozen=True)
class Held:
    """Rows of a person: what they are called, and how they are found, by the path from the row to the person or by a
    function. `files` gives what belongs to them as (name, content)."""

    title: str
    how: str | Callable[[Any], Iterable[Any]]
    files: Callable[[Any], Iterable[tuple[str, bytes]]] | None = None


def _nothing(person: Any) -> str:
    return ""


@dataclass(frozen=True)
class PersonalData:
    """What a module keeps of persons: for the copy that a person may ask for, and for erasing.

    `held` names each model with rows of a person, by its label; `apart` those that lead to a person and are not copied,
    and why. `needed` says why a person cannot be erased yet, or nothing;
    `erase` clears what the module keeps, once the person's own record and key are gone; `forget` then what speaks of
    them where no row names a person. `counted` says whether figures need the person's sex.
    """

    held: Mapping[str, Held] = field(default_factory=dict)
    apart: Mapping[str, str] = field(default_factory=dict)
    needed: Callable[[Any], str] = _nothing
    counted: Callable[[Any], bool] = lambda _: False
    erase: Callable[[Any], None] = lambda _: None
    forget: Callable[["Traces"], None] = lambda _: None


@dataclass(frozen=True)
class Module:
    """What one module registers with the rest. `permissions` maps each name to what an administrator reads.

    `roles` says which of its permissions each shipped role holds, by the role's code.
    `member` names what each member may do in the app, with a title; roles hold such a right only where it stands among
    the permissions too.
    `entrusted` names rights that a post may give to others without holding them itself, each with the right to do so:
    who chooses whom somebody confides in need not read what is confided.
    `after_reorganisation` are jobs to run when units have ended or moved.
    `unit_figures` tell on the page of a unit, to the actor, how the module's things stand there on a day.
    `units_ended` are called inside the act by which units end, with the change and, for each unit, its heir or None.
    `persons_changed` are called inside the act that changed what the records of persons say, with their ids.
    `persons_listed` are called when a list of persons leaves as a file, with their ids and its title. `persons` says
    what the module keeps of persons.
    `api` names the rights that calls of other software may use.
    `account` holds entries of the account's own menu; it is open to every signed-in account, with a post or without.
    `demo` builds the module's part of the illustrative union, after those of the modules before it: what is being
    done, as the progress line says it, and the function, which runs as the system. `demo_share` is what each of these
    takes of the work, where the union itself takes 83.
    `effects` say in sentences what a planned reorganisation would mean for the module's own things: asked with the ids
    of the units that end, of those that come under another unit, and the day; inside the scope of who looks.
    `prepared` are called when the database has been brought to this version of the program, before anybody is served.
    `prints` are kinds of Word prints of the module's own (units/printing/kinds.py), whose templates unions may replace.
    `calendar` gives what falls on the days from a first to a last, `messages` the categories of its messages. `acts`
    gives what the actor may do, seen from the page at a path; `member_acts` what may be done with a member, on their
    page: the key goes into the address; `quick` names what may be done from anywhere. `help`
    names the chapter of the guide that explains a page, by route name or a beginning of it that ends in a star.
    """

    name: str
    title: str
    permissions: dict[str, str] = field(default_factory=dict)
    roles: dict[str, Sequence[str]] = field(default_factory=dict)
    member: dict[str, str] = field(default_factory=dict)
    entrusted: dict[str, str] = field(default_factory=dict)
    menu: Sequence[MenuItem] = ()
    account: Sequence[MenuItem] = ()
    inbox: Sequence[Callable[[Actor], Iterable[InboxItem]]] = ()
    search: Sequence[SearchSource] = ()
    measures: Sequence[Measure] = ()
    flows: Sequence[Flow] = ()
    calendar: Sequence[Callable[[Actor, date, date], Iterable[Event]]] = ()
    messages: Sequence[MessageKind] = ()
    acts: Sequence[Callable[[Actor, str], Iterable[Hit]]] = ()
    member_acts: Sequence[Callable[[Actor, Any], Iterable[MenuItem]]] = ()
    quick: Sequence[MenuItem] = ()
    help: dict[str, str] = field(default_factory=dict)
    schedule: Sequence[Periodic] = ()
    after_reorganisation: Sequence[Any] = ()
    unit_figures: Sequence[Callable[[Actor, Any, date], Iterable[UnitFigure]]] = ()
    units_ended: Sequence[Callable[[Any, Mapping[int, int | None]], None]] = ()
    persons_changed: Sequence[Callable[[Collection[int]], None]] = ()
    persons_listed: Sequence[Callable[[Iterable[int], str], None]] = ()
    persons: "PersonalData | None" = None
    api: Sequence[str] = ()
    demo: Sequence[tuple[str, Callable[[], None]]] = ()
    demo_share: int = 3
    effects: Sequence[Callable[[Collection[int], Collection[int], date], Iterable[str]]] = ()
    prepared: Sequence[Callable[[], None]] = ()
    prints: Sequence[Any] = ()


@cache
def modules() -> tuple[Module, ...]:
    """All registered modules, in the order of INSTALLED_APPS."""
    found = []
    for config in apps.get_app_configs():
        if config.name.startswith("ketdoan.") and find_spec(f"{config.name}.module"):
            found.append(import_module(f"{config.name}.module").module)
    return tuple(found)


def permissions() -> dict[str, str]:
    """Every permission that exists, with its Vietnamese title."""
    return {code: title for module in modules() for code, title in module.permissions.items()}


def members_rights() -> dict[str, str]:
    """What each member may do in the app, with its Vietnamese title."""
    return {code: title for module in modules() for code, title in module.member.items()}


def entrusted() -> dict[str, str]:
    """Rights that a post may give without holding them, each with the right to do so."""
    return {code: right for module in modules() for code, right in module.entrusted.items()}


def menu(actor: Actor | None) -> list[MenuItem]:
    """The menu entries open to an actor, in order."""
    if actor is None:
        return []
    items = [
        item
        for module in modules()
        for item in module.menu
        if item.permission == SIGNED_IN or actor.may(item.permission)
    ]
    return sorted(items, key=lambda item: item.order)


def account_menu() -> list[MenuItem]:
    """What the modules add to the menu of the signed-in account, in order."""
    return sorted((item for module in modules() for item in module.account), key=lambda item: item.order)


def inbox(actor: Actor) -> list[InboxItem]:
    """What awaits the actor, by due date; what has no deadline comes last."""
    items = [item for module in modules() for source in module.inbox for item in source(actor)]
    return sorted(items, key=lambda item: (item.due is None, item.due or date.max, item.title))


def effects(ended: Collection[int], moved: Collection[int], day: date) -> list[str]:
    """What the modules say that the end and the moving of units on a day would mean."""
    return [told for module in modules() for source in module.effects for told in source(ended, moved, day)]


def calendar(actor: Actor, first: date, last: date) -> list[Event]:
    """What modules know to fall on the days from `first` to `last`, by day; the inbox is not in it."""
    events = [event for module in modules() for source in module.calendar for event in source(actor, first, last)]
    return sorted(events, key=lambda event: (event.day, event.title))


def unit_figures(actor: Actor, unit: Any, day: date) -> list[UnitFigure]:
    """What the modules tell of a unit on a day."""
    return [figure for module in modules() for source in module.unit_figures for figure in source(actor, unit, day)]


def measures() -> dict[str, Measure]:
    """Every figure that modules compute, by its code."""
    return {measure.code: measure for module in modules() for measure in module.measures}


def flows() -> dict[str, Flow]:
    """Every figure of what happened in periods, by its code."""
    return {flow.code: flow for module in modules() for flow in module.flows}


def message_kinds() -> list[MessageKind]:
    """Every category of messages, in the order of the modules."""
    return [kind for module in modules() for kind in module.messages]


def kind_of(category: str) -> MessageKind:
    """What is registered of a category. One that no module names is sent by mail at once, without a choice."""
    known = {kind.code: kind for kind in message_kinds()}
    return known.get(category) or MessageKind(category, category, ways=("mail",))


def acts(actor: Actor, here: str) -> list[Hit]:
    """What the actor may do by name; `here` is the path of the page one is on, whose thing the acts then concern."""
    quick = [item for module in modules() for item in module.quick if actor.may(item.permission)]
    found = [hit for module in modules() for source in module.acts for hit in source(actor, here)]
    return [*(Hit(item.title, reverse(item.url)) for item in quick), *found]


def member_acts(actor: Actor, member: Any) -> list[MenuItem]:
    """What the modules let the actor do with a member, in order."""
    found = [item for module in modules() for source in module.member_acts for item in source(actor, member)]
    return sorted(found, key=lambda item: item.order)


def search(actor: Actor, words: str, limit: int = 8) -> list[tuple[str, Sequence[Hit]]]:
    """Hits of every source that the actor may use, grouped under the source's title."""
    groups = []
    for module in modules():
        for source in module.search:
            if actor.may(source.permission) and (hits := source.find(words, limit)):
                groups.append((source.title, hits))
    return groups


def follow_reorganisation() -> None:
    """Queue what the modules do once units have ended or moved. Call inside the act's transaction."""
    for module in modules():
        for job in module.after_reorganisation:
            job.later(once="reorganisation")


def units_ended(change: Any, heirs: Mapping[int, int | None]) -> None:
    """Let the modules do what the end of units by a change means for their own things, in the same transaction."""
    for module in modules():
        for follow in module.units_ended:
            follow(change, heirs)


def persons_changed(ids: Collection[int]) -> None:
    """Let the modules follow what the records of persons say now, in the same transaction."""
    for module in modules():
        for follow in module.persons_changed:
            follow(ids)


def persons_listed(ids: Iterable[int], title: str) -> None:
    """Tell the modules that a list of persons leaves as a file, in the same transaction."""
    for module in modules():
        for follow in module.persons_listed:
            follow(ids, title)


def personal_data() -> list[PersonalData]:
    """What the modules keep of persons, in their order."""
    return [module.persons for module in modules() if module.persons]


def api_permissions() -> list[str]:
    """The rights that calls of other software may use, each once."""
    return list(dict.fromkeys(code for module in modules() for code in module.api))
