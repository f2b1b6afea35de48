"""The API for other software: how a call is let in by its token, what it may do, how errors are told.

    @api.get("/members", auth=Needs("members.view"), …)
    def members(request): ...

Each operation names its right. A call works as the post of its token, inside the post's scope, with those of the
post's rights that the token was given. Errors are application/problem+json in Vietnamese, naming the field.
"""

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from ninja import Field, Header, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as WrongInput
from ninja.openapi.views import openapi_json
from ninja.security import HttpBearer

from .acting import acting, current_actor
from .actions import OtherContent
from .rules import rule
from .screens import API, PUBLIC, screen
from .tokens import actor_by, count_call
from .viet import today

PROBLEM = "application/problem+json"
ROOT = "/api/v1/"
TITLES = {
    400: "Yêu cầu không đúng",
    401: "Mã kết nối không dùng được",
    403: "Không có quyền",
    404: "Không tìm thấy",
    405: "Cách gọi không đúng",
    409: "Trùng khóa",
    422: "Dữ liệu chưa đúng",
    429: "Gọi quá nhiều",
    500: "Lỗi của hệ thống",
    503: "Đang không phục vụ được",
}
#: What is wrong with an input, by the kind of error; others are told in general.
WRONG = {
    "missing": "Thiếu trường này.",
    "string_too_long": "Dài quá mức cho phép.",
    "string_too_short": "Chưa có nội dung.",
    "string_pattern_mismatch": "Có ký tự không được dùng ở đây.",
    "int_parsing": "Hãy ghi một số nguyên.",
    "literal_error": "Không có lựa chọn này.",
    "extra_forbidden": "Không có trường này.",
}
log = logging.getLogger(__name__)
#: What inputs of all modules have in common: texts without signs that cannot be seen, numbers of rows, a key by which
#: a call that is sent again is known.
LONGEST_ID = 2**63 - 1
PLAIN = r"^[^\x00-\x1f\x7f]*$"
Id = Annotated[int, Field(ge=1, le=LONGEST_ID)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern=r"^[!-~]+$",
        description="Do bên gọi đặt, mỗi việc một khóa. Gửi lại cùng khóa và nội dung thì việc không làm lần nữa.",
    ),
]


class FieldError(Schema):
    """What is wrong with one field; an empty name stands for the whole."""

    field: str
    message: str


class Problem(Schema):
    """An error, by RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


#: The errors that every operation may answer with.
ERRORS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 422, 429), Problem)


class Needs(HttpBearer):
    """Lets a call in by its token, for one right of the post."""

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token, which the door has looked up; raises MissingPermission."""
        held = getattr(request, "api_token", None)
        if held is not None:
            current_actor().must(self.permission)
        return held


class Interface(NinjaAPI):
    """The API. Its description says of errors in which form they come."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The description, the same wherever it is asked for."""
        schema = super().get_openapi_schema(path_prefix=ROOT)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for code, told in operation["responses"].items():
                    if int(code) >= 400 and "content" in told:
                        told["content"] = {PROBLEM: next(iter(told["content"].values()))}
                        told["description"] = TITLES[int(code)]
        return schema


api = Interface(
    title="Kết Đoàn",
    version="1",
    description="Dữ liệu đoàn viên, báo cáo, pháp luật cho phần mềm khác của công đoàn. Mỗi lời gọi làm việc như vị "
    "trí công tác của mã kết nối; mọi lần đọc dữ liệu của một người đều được ghi lại cho người đó xem.",
    urls_namespace="api",
    docs_url=None,
)


def problem(status: int, detail: str, errors: list[tuple[str, str]] | None = None) -> HttpResponse:
    """An error as it is answered."""
    told = {
        "type": "about:blank",
        "title": TITLES.get(status, "Lỗi"),
        "status": status,
        "detail": detail,
        "errors": [{"field": field, "message": message} for field, message in errors or []],
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type=PROBLEM, status=status)


@api.exception_handler(WrongInput)
def _wrong_input(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [(_field(one["loc"]), _words(one)) for one in error.errors]
    return problem(422, "Dữ liệu gửi lên chưa đúng.", errors)


def _field(place: tuple[Any, ...]) -> str:
    """The name of a field as the caller wrote it: without the words that say where it came from."""
    parts = [str(part) for part in place]
    return ".".join(parts[2:] if parts[:1] == ["body"] else parts[1:])


def _words(error: dict[str, Any]) -> str:
    given = error.get("ctx", {}).get("error")
    return (
        str(given) if isinstance(given, ValueError) and str(given) else WRONG.get(error["type"], "Giá trị không đúng.")
    )


@api.exception_handler(ValidationError)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error, OtherContent):
        return problem(409, "Idempotency-Key này đã dùng cho nội dung khác.")
    if hasattr(error, "error_dict"):
        errors = [
            ("" if field == NON_FIELD_ERRORS else field, message)
            for field, messages in error.message_dict.items()
            for message in messages
        ]
        return problem(422, errors[0][1], errors)
    return problem(422, " ".join(error.messages))


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(403, str(error) or "Mã kết nối không có quyền này.")


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404, "Không có trong phạm vi của mã kết nối.")


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    answer = problem(401, "Hãy gửi mã kết nối còn hiệu lực trong đầu mục Authorization: Bearer …")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(
        error.status_code, "Nội dung gửi lên không phải JSON đúng." if error.status_code == 400 else str(error)
    )


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    # The error's own words may quote a person's data.
    log.error("api %s failed: %s", request.resolver_match and request.resolver_match.view_name, type(error).__name__)
    return problem(500, "Hệ thống gặp lỗi, yêu cầu chưa được thực hiện.")


def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let calls through to a view of the API: as the post of their token, so many a minute."""

    @csrf_exempt
    @screen(API)
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        found = actor_by(secret.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            return _unknown(request, None)
        request.api_token, actor = found  # type: ignore[attr-defined]
        if count_call(found[0]) > int(rule("core.api_per_minute", today()).value):
            answer = problem(429, "Quá số lần gọi cho phép trong một phút. Hãy chờ rồi gọi lại.")
            answer["Retry-After"] = "60"
            return answer
        with acting(actor):
            return view(request, *args, **parts)

    return opened


@screen(PUBLIC)
def described(request: HttpRequest) -> HttpResponse:
    """The description of the API. It tells nothing of anybody."""
    if request.method not in ("GET", "HEAD"):
        return problem(405, "Chỉ đọc được địa chỉ này.")
    return openapi_json(request, api=api)


def addresses() -> list[URLPattern]:
    """The addresses of the API, each behind the door."""
    patterns: Any = api.urls[0]
    found = []
    for pattern in patterns:
        if pattern.name == "api-root":
            continue
        pattern.callback = described if pattern.name == "openapi-json" else door(pattern.callback)
        found.append(pattern)
    return found
