"""Addresses of the module, under /xep-loai/."""

from django.urls import path

from .views import judging, members, rounds, sheets

app_name = "grading"
urlpatterns = [
    path("", sheets.sheets, name="sheets"),
    path("nam/<int:year>/", sheets.sheets, name="year"),
    path("dot/moi/", rounds.new_round, name="new_round"),
    path("dot/<int:pk>/han/", rounds.change_due, name="change_due"),
    path("dot/<int:pk>/nhac/", rounds.remind, name="remind"),
    path("dot/<int:pk>/bo-sung/", rounds.ask_more, name="ask_more"),
    path("dong-y/", judging.agree, name="agree"),
    path("quyet-dinh/", judging.decide, name="decide"),
    path("<int:pk>/", sheets.sheet, name="sheet"),
    path("<int:pk>/ghi/", sheets.save, name="save"),
    path("<int:pk>/gui/", sheets.send, name="send"),
    path("<int:pk>/rut/", sheets.take_back, name="take_back"),
    path("<int:pk>/pdf/", sheets.pdf, name="pdf"),
    path("<int:pk>/tham-dinh/", judging.appraise, name="appraise"),
    path("<int:pk>/tra-lai/", judging.give_back, name="give_back"),
    path("<int:pk>/quyet-dinh/", judging.decide_one, name="decide_one"),
    path("<int:pk>/huy-quyet-dinh/", judging.revoke, name="revoke"),
    path("doan-vien/", members.lists, name="lists"),
    path("doan-vien/moi/", members.new_list, name="new_list"),
    path("doan-vien/<int:pk>/", members.roll, name="roll"),
    path("doan-vien/<int:pk>/ghi/", members.grade, name="grade"),
    path("doan-vien/<int:pk>/con-lai/", members.grade_rest, name="grade_rest"),
    path("doan-vien/<int:pk>/chot/", members.close, name="close_list"),
    path("doan-vien/<int:pk>/mo-lai/", members.reopen, name="reopen_list"),
]
