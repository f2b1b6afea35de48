"""Pages go over the line compressed: on a phone with a slow line the words of a page are most of what comes."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = (
    "text/html",
    "application/json",
    "application/problem+json",
    "text/javascript",
    "application/manifest+json",
)


class CompressingMiddleware(GZipMiddleware):
    """Compresses pages and JSON. Files stay as they are: they are compressed in themselves, and asked for in parts.

    What is compressed gets some random bytes (GZipMiddleware) and its tokens are masked anew each time (CSRF), so that
    its length tells nothing of them.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a page that the browser takes compressed."""
        kind = response.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in TEXTS:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
