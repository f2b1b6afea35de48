"""Addresses of the register."""

from django.urls import path

from .views import acts, member, register

app_name = "members"
urlpatterns = [
    path("", register.members, name="list"),
    path("don-vi/<str:code>/", register.unit, name="unit"),
    path("don-vi/<str:code>/so-lieu/<slug:figure>/", register.people, name="people"),
    path("don-vi/<str:code>/ket-nap/", acts.admit, name="admit"),
    path("thao-tac/<slug:verb>/", acts.act, name="act"),
    path("su-kien/<int:pk>/huy/", acts.void, name="void"),
    path("su-kien/<int:pk>/dinh-chinh/", acts.correct, name="correct"),
    path("<int:pk>/", member.member, name="member"),
]
