"""Noting when a signed-in device was last seen."""

from zlib import crc32

from allauth.account.adapter import get_adapter
from allauth.usersessions.middleware import UserSessionsMiddleware
from allauth.usersessions.models import UserSession
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

SECONDS = 60


class SeenMiddleware(UserSessionsMiddleware):
    """Notes once a minute that a device was seen, and at once where its address or browser is another: to write down
    every page that is opened takes a good part of the time that most pages take."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session.session_key
        if session and request.user.is_authenticated:
            device = f"{get_adapter().get_client_ip(request)} {request.headers.get('User-Agent', '')}"
            if caches["process"].add(f"seen:{session}:{crc32(device.encode())}", 1, SECONDS):
                UserSession.objects.create_from_request(request)
        response: HttpResponse = self.get_response(request)
        return response
