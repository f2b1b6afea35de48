"""Pages come compressed to browsers that take them so; files and answers of a few words stay as they are."""

import gzip

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse

from ketdoan.core.compressing import CompressingMiddleware

LONG = "Công đoàn cơ sở " * 100


def answered(response, accepts="gzip, br"):
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = accepts
    return CompressingMiddleware(lambda _: response)(request)


@pytest.mark.parametrize("response", [HttpResponse(LONG), JsonResponse({"text": LONG})])
def test_pages_and_json_come_compressed_and_say_so(response):
    plain = bytes(response.content)
    answer = answered(response)
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert len(answer.content) < len(plain) / 4
    assert gzip.decompress(answer.content) == plain


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(LONG, content_type="application/pdf"),
        FileResponse(iter([LONG.encode()]), content_type="text/html"),
        HttpResponse("Không có"),
    ],
)
def test_files_and_short_answers_stay_as_they_are(response):
    assert "Content-Encoding" not in answered(response)


def test_who_does_not_take_it_compressed_gets_it_plain():
    assert answered(HttpResponse(LONG), "identity").content.decode() == LONG


def test_the_length_of_the_same_page_is_not_always_the_same():
    assert len({len(answered(HttpResponse(LONG)).content) for _ in range(40)}) > 1
