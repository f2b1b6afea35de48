"""Every address of the site, and what stands in its parameters: found by walking the URLconf.

A new route is walked by itself. Where it has a parameter that nothing here fills, the walk stops and says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils.http import int_to_base36

from .world import TEMPLATE, Side

ON_TASKS = (
    *("task", "remind", "confirm_all", "copy", "share", "stop", "withdraw", "close", "results", "results_print"),
    *("hall", "task_file", "opened"),
)
ON_REPORTS = (
    *("report", "save", "submit", "take_back", "course", "workbook", "upload", "pdf", "ask_employer"),
    *("accept", "ask", "why", "give_back", "reopen", "exempt", "oblige", "words", "words_preview", "words_below"),
)
ON_ROUNDS = ("round", "round_table", "remind", "change_due", "lock")
ON_SHEETS = (*("sheet", "save", "send", "take_back", "pdf", "appraise", "give_back", "decide_one", "revoke"),)
ON_MEMBER_LISTS = ("roll", "grade", "grade_rest", "close_list", "reopen_list")
ON_CASES, ON_OWN_CASES = ("case", "answer", "say", "from_case"), ("my_case", "add", "withdraw")
ON_PETITIONS = ("petition", "accept", "answer", "say", "new_promise")
ON_SURVEYS = ("survey", "close", "withdraw", "let_in")
ON_ENTRIES = ("own_entry", "change_entry", "remark", "move_entry")
ON_FORM_DRAFTS = ("design", "design_sheets", "try_form", "publish_form", "drop_form")
ON_TARGETS = ("target", "change_target", "hand_down", "register_target", "outcome", "withdraw_target")
ON_OFFERS = (*("programme", "change_programme", "publish_programme", "end_programme", "registered", "register_other"),)
ON_DRAFTS = ("edit_task", "reach", "send", "drop")
ON_ASSIGNMENTS = (
    *("assignment", "see", "accept", "answer", "extend", "pass_on", "confirm", "give_back", "assignment_file"),
)
ON_NEWS = (
    *("article", "correct", "replay", "withdraw", "archive", "restore", "share", "picture", "signup"),
    *("registrations", "register_for", "read", "read_picture"),
)
ON_NEWS_DRAFTS = ("change", "reach", "count", "publish", "schedule", "unschedule", "drop")
NEWS_IN_APP = ("news_article", "news_picture", "news_register", "news_cancel")
#: For routes whose parameter is the key of a thing of one side: which thing that is.
THINGS = {
    "units:end_term": "term",
    "units:assign_work": "appointment",
    "units:end_appointment": "appointment",
    "units:end_post": "post",
    "units:withdraw": "lent",
    "units:end_department": "department",
    **dict.fromkeys(("units:person", "units:correct_person", "units:contact"), "person"),
    **dict.fromkeys(("units:identifier", "units:reveal", "units:erase_person", "units:subject"), "person"),
    "units:print_template_again": "template",
    **dict.fromkeys(("units:decision", "units:signed_copy", "units:add_signed_copy"), "decision"),
    **dict.fromkeys((f"activities:{name}" for name in ON_TASKS), "task"),
    **dict.fromkeys((f"activities:{name}" for name in ON_DRAFTS), "draft"),
    **dict.fromkeys((f"activities:{name}" for name in ON_ASSIGNMENTS), "assignment"),
    "activities:decide": "extension",
    **dict.fromkeys((f"reports:{name}" for name in ON_REPORTS), "report"),
    **dict.fromkeys((f"reports:{name}" for name in ON_ROUNDS), "round"),
    **dict.fromkeys(("reports:behind", "reports:adjust", "reports:unlike", "reports:evidence"), "summed"),
    "reports:pdf_of": "report",
    **dict.fromkeys(("reports:form", "reports:next_version"), "own_form"),
    **dict.fromkeys((f"reports:{name}" for name in ON_FORM_DRAFTS), "form_draft"),
    "reports:unadjust": "adjustment",
    **dict.fromkeys(("reports:enclosure", "reports:take_out"), "enclosure"),
    "reports:answer": "report_question",
    **dict.fromkeys((f"reports:{name}" for name in ON_TARGETS), "target"),
    **dict.fromkeys(("grading:change_due", "grading:remind", "grading:ask_more"), "grading_round"),
    **dict.fromkeys((f"grading:{name}" for name in ON_SHEETS), "sheet"),
    **dict.fromkeys((f"grading:{name}" for name in ON_MEMBER_LISTS), "member_list"),
    **dict.fromkeys((f"legal:{name}" for name in ON_CASES), "case"),
    **dict.fromkeys((f"legal:{name}" for name in ON_ENTRIES), "own_entry"),
    **dict.fromkeys((f"legal:{name}" for name in ON_OWN_CASES), "own_case"),
    **dict.fromkeys((f"petitions:{name}" for name in ON_PETITIONS), "petition"),
    **dict.fromkeys((f"portal:petition{end}" for end in ("", "_join", "_add", "_rate", "_withdraw")), "petition"),
    **dict.fromkeys(("petitions:handed_petition", "petitions:handed_add"), "handed_petition"),
    **dict.fromkeys(("petitions:picture", "portal:petition_picture"), "petition_picture"),
    "petitions:move_promise": "petition_promise",
    **dict.fromkeys(("activities:group", "activities:drop_group"), "group"),
    **dict.fromkeys(("units:correct_regulation", "units:end_regulation", "units:regulation_file"), "regulation"),
    **dict.fromkeys(("activities:programme", "activities:item_new", "activities:items_copy"), "programme"),
    **dict.fromkeys(("units:plan", "units:change_plan", "units:look_at_plan", "units:submit_plan"), "plan"),
    **dict.fromkeys(("units:approve_plan", "units:return_plan", "units:withdraw_plan", "units:execute_plan"), "plan"),
    **dict.fromkeys(("units:revert_plan", "units:plan_suggest", "units:add_step", "units:print_plan"), "plan"),
    **dict.fromkeys(("units:change_step", "units:drop_step", "units:step_up", "units:step_down"), "step"),
    **dict.fromkeys(("units:import", "units:import_columns", "units:import_begin"), "import"),
    **dict.fromkeys(("units:import_drop", "units:import_faulty"), "import"),
    **dict.fromkeys((f"members:{name}correction" for name in ("", "accept_", "refuse_")), "correction"),
    **dict.fromkeys((f"members:{name}erasure" for name in ("", "grant_", "refuse_")), "erasure"),
    "members:correction_photo": "correction",
    **dict.fromkeys((f"surveys:{name}" for name in ON_SURVEYS), "survey"),
    **dict.fromkeys((f"surveys:{name}" for name in ("change", "drop", "publish")), "survey_draft"),
    "surveys:agenda_add": "survey_ended",
    **dict.fromkeys(("surveys:outcome", "surveys:promise"), "agenda_item"),
    "surveys:report": "survey_promise",
    **dict.fromkeys((f"portal:survey{end}" for end in ("", "_answer", "_propose")), "survey"),
    **dict.fromkeys((f"welfare:{name}" for name in ("case", "case_photo", "decide", "finish", "say")), "aid_case"),
    **dict.fromkeys(("welfare:handed_case", "welfare:handed_add"), "handed"),
    **dict.fromkeys(("welfare:change_rate", "welfare:end_rate"), "rate"),
    **dict.fromkeys((f"welfare:{name}" for name in ON_OFFERS), "offer"),
    "welfare:cancel": "registration",
    "welfare:answer": "offer_question",
    **dict.fromkeys((f"portal:care_{name}" for name in ("case", "add", "withdraw", "photo")), "aid_case"),
    **dict.fromkeys((f"portal:programme{end}" for end in ("", "_join", "_ask", "_give_up")), "offer"),
    **dict.fromkeys((f"portal:correction{end}" for end in ("", "_withdraw", "_photo")), "correction"),
    "portal:erasure_withdraw": "erasure",
    "members:introduce": "member",
    **dict.fromkeys((f"members:application{end}" for end in ("", "_correct", "_withdraw", "_refuse")), "application"),
    "members:intake_take_back": "proposed",
    **dict.fromkeys((f"members:intake{end}" for end in ("", "_print", "_admit", "_drop")), "intake"),
    **dict.fromkeys((f"members:transfer{end}" for end in ("", "_accept", "_refuse", "_withdraw")), "transfer"),
    **dict.fromkeys(
        (f"members:{name}" for name in ("member", "complete", "photo", "set_photo", "drop_photo")), "member"
    ),
    "members:print_form": "member",
    **dict.fromkeys((f"news:{name}" for name in ON_NEWS), "news_article"),
    **dict.fromkeys((f"news:{name}" for name in ON_NEWS_DRAFTS), "news_draft"),
    **dict.fromkeys((f"portal:{name}" for name in NEWS_IN_APP), "news_article"),
    "news:campaign": "news_campaign",
    "news:remove": "news_registration",
    "app_office:invite_one": "member",
    "portal:passkey_drop": "passkey",
    **dict.fromkeys(("app_office:confirm", "app_office:refuse"), "claim"),
    **dict.fromkeys(("portal:question", "portal:question_add"), "own_case"),
    **dict.fromkeys((f"members:{name}" for name in ("replace_card", "end_card", "restore_card")), "card"),
    **dict.fromkeys(("members:card_batch", "members:batch_sheet"), "card_batch"),
    **dict.fromkeys(("members:campaign", "members:close_campaign"), "campaign"),
    "members:pair": "pair",
    "members:reopen_pair": "apart",
    "members:unmerge": "link",
    **dict.fromkeys(("api:report", "api:write_cells"), "report"),
    **dict.fromkeys(("api:legal_case", "api:legal_answer"), "case"),
    "api:round_reports": "round",
    **dict.fromkeys((f"api:{name}" for name in ("member", "leave", "transfer", "suspend", "resume")), "member"),
    "core:revoke_token": "token",
    **dict.fromkeys(("members:sensitive", "members:open_fact", "members:record_fact"), "member"),
    **dict.fromkeys(("members:give_consent", "members:withdraw_consent"), "member"),
    **dict.fromkeys(("members:import", "members:import_columns", "members:import_begin"), "member_import"),
    **dict.fromkeys(("members:import_drop", "members:import_faulty"), "member_import"),
    "members:import_undo": "import_done",
    **dict.fromkeys(("members:void", "members:correct"), "member_event"),
    **dict.fromkeys(("core:notification", "portal:message"), "notification"),
    "units:broadcast": "broadcast",
    "core:rename_view": "view",
    "core:delete_view": "view",
    "core:progress": "progress",
    "mfa_remove_webauthn": "key",
    "mfa_edit_webauthn": "key",
}
#: What can be printed: the word in the address, and whose key goes with it.
PRINTS = {
    "thay-doi": "change",
    "chuc-vu": "appointment",
    "thoi-chuc-vu": "appointment",
    "nhiem-ky": "term",
    "don-vi": "unit",
    "can-bo": "unit",
}
#: Routes whose parameter names nothing that belongs to anybody: every post may ask for any value.
COMMON: dict[str, dict[str, Any]] = {
    "core:rule": {"pk": 1},
    "grading:year": {"year": 2025},
    "legal:entry": {"code": "hop-dong.loai"},
    "legal:check_entry": {"code": "hop-dong.loai"},
    "legal:calculator": {"code": "lam-them"},
    "legal:act": {"pk": 1},
    "legal:article": {"pk": 1},
    "legal:compare": {"pk": 1, "other": 2},
    "legal:source": {"pk": 1},
    "legal:relation": {"pk": 1},
    "legal:relation_drop": {"pk": 1},
    "legal:import": {"pk": 1},
    "legal:import_begin": {"pk": 1},
    "legal:import_drop": {"pk": 1},
    "core:rule_change": {"pk": 1},
    "core:rule_verify": {"pk": 1},
    "units:role": {"pk": 1},
    "core:job_retry": {"pk": 1},
    "core:job_cancel": {"pk": 1},
    "units:invitation": {"secret": "khong-co"},
    "portal:invited": {"token": "khong-co"},
    "portal:claim": {"token": "khong-co"},
    "portal:apply": {"token": "khong-co"},
    "portal:personal": {"secret": "khong-co"},
    "portal:entry": {"code": "hop-dong.loai"},
    "portal:article": {"pk": 1},
    "reports:sheet": {"secret": "khong-co"},
    "activities:notice": {"token": "khong-co"},
    "activities:notice_file": {"token": "khong-co", "file": 1},
    "news:shared": {"token": "khong-co"},
    "news:shared_picture": {"token": "khong-co", "picture": 1},
    "units:print_template": {"kind": TEMPLATE},
    "units:print_template_file": {"kind": TEMPLATE},
    "units:print_template_try": {"kind": TEMPLATE},
    "units:print_template_drop": {"kind": TEMPLATE},
    "core:help_chapter": {"name": "xuat-danh-sach"},
    "core:help_picture": {"name": "don-vi"},
    "units:choose": {"act": "absorb"},
    "members:act": {"verb": "thoi"},
    "card": {"code": "khong-co"},
    "card_scanned": {"code": "khong-co"},
    "workspace:items": {"group": "qua-han"},
    "workspace:evidence": {"code": "units.workers"},
    "account_confirm_email": {"key": "x"},
}
#: For parameters that always name the same thing of a side: its value.
VALUES: dict[str, Callable[[Side], Any]] = {
    "code": lambda side: side.unit.code,
    "person": lambda side: side.objects["newcomer"].pk,
    "field": lambda side: "phone",
    "kind": lambda side: "religion",
    "act": lambda side: "move",
    "uidb36": lambda side: int_to_base36(side.objects["account"].pk),
    "key": lambda side: "x-y",
    "fact": lambda side: side.objects["activity"].fact,
    "file": lambda side: side.objects["task_file"].pk,
    "item": lambda side: side.objects["item"].pk,
    "figure": lambda side: "closing",
    "no": lambda side: 1,
    "what": lambda side: "hoi-lai",
    "move": lambda side: "gui",
    "how": lambda side: "go",
    "deed": lambda side: "da-lam",
    "cell": lambda side: "DV.CUOI_KY",
    "ending": lambda side: "csv",
    "picture": lambda side: side.objects["news_picture"].pk,
    "photo": lambda side: side.objects["photo"].pk,
    "aid_photo": lambda side: side.objects["aid_photo"].pk,
    "paper": lambda side: side.objects["paper"].pk,
    "statement": lambda side: side.objects["statement"].pk,
}


@dataclass(frozen=True)
class Route:
    """One pattern of the URLconf: its name with its namespaces, its view, and its parameters."""

    name: str
    view: Callable[..., Any]
    parameters: frozenset[str]

    @property
    def common(self) -> bool:
        """Whether its addresses belong to nobody."""
        return not self.parameters or self.name in COMMON

    def addresses(self, side: Side) -> list[str]:
        """Its addresses for the things of a side."""
        return [reverse(self.name, kwargs=values) for values in self._values(side)]

    def _values(self, side: Side) -> list[dict[str, Any]]:
        if not self.parameters:
            return [{}]
        if self.name in COMMON:
            return [COMMON[self.name]]
        if self.name == "units:print":
            return [{"source": word, "pk": side.objects[thing].pk} for word, thing in PRINTS.items()]
        return [{name: self._value(name, side) for name in self.parameters}]

    def _value(self, name: str, side: Side) -> Any:
        if name == "pk" and self.name in THINGS:
            return side.objects[THINGS[self.name]].pk
        if name in VALUES:
            return VALUES[name](side)
        raise LookupError(
            f"the route {self.name} has a parameter {name!r} that tests/routes.py does not know: "
            "say there what it names (THINGS, VALUES), or that it names nothing of anybody's (COMMON)"
        )


def routes() -> list[Route]:
    """All routes of the site, those of installed packages too."""
    return list(_walk(get_resolver(), ()))


def _walk(resolver: URLResolver, namespaces: tuple[str, ...], above: frozenset[str] = frozenset()) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        parameters = above | set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"the route {pattern.pattern} has no name"
            yield Route(":".join([*namespaces, pattern.name]), pattern.callback, parameters)
        else:
            inner = (pattern.namespace,) if pattern.namespace else ()
            yield from _walk(pattern, (*namespaces, *inner), parameters)
