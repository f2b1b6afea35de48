"""Addresses of the module, under /cong-viec/."""

from django.urls import path

from .views import given, groups, notice, received

app_name = "activities"
urlpatterns = [
    path("", received.received, name="received"),
    path("cap-duoi/", received.below, name="below"),
    path("nhan/<int:pk>/", received.opened, name="opened"),
    path("viec/<int:pk>/", received.assignment, name="assignment"),
    path("viec/<int:pk>/da-xem/", received.see, name="see"),
    path("viec/<int:pk>/nhan/", received.accept, name="accept"),
    path("viec/<int:pk>/tra-loi/", received.answer, name="answer"),
    path("viec/<int:pk>/gia-han/", received.extend, name="extend"),
    path("viec/<int:pk>/giao-tiep/", received.pass_on, name="pass_on"),
    path("viec/<int:pk>/xac-nhan/", received.confirm, name="confirm"),
    path("viec/<int:pk>/bo-sung/", received.give_back, name="give_back"),
    path("viec/<int:pk>/tep/<int:file>/", received.file, name="assignment_file"),
    path("gia-han/<int:pk>/", received.decide, name="decide"),
    path("giao/", given.tasks, name="given"),
    path("giao/moi/", given.new_task, name="new_task"),
    path("giao/<int:pk>/", given.task, name="task"),
    path("giao/<int:pk>/sua/", given.edit_task, name="edit_task"),
    path("giao/<int:pk>/noi-nhan/", given.reach, name="reach"),
    path("giao/<int:pk>/gui/", given.send, name="send"),
    path("giao/<int:pk>/bo/", given.drop, name="drop"),
    path("giao/<int:pk>/nhac/", given.remind, name="remind"),
    path("giao/<int:pk>/xac-nhan/", given.confirm_all, name="confirm_all"),
    path("giao/<int:pk>/soan-lai/", given.copy, name="copy"),
    path("giao/<int:pk>/chia-se/", given.share, name="share"),
    path("giao/<int:pk>/ngung-lap/", given.stop, name="stop"),
    path("giao/<int:pk>/thu-hoi/", given.withdraw, name="withdraw"),
    path("giao/<int:pk>/ket-thuc/", given.close, name="close"),
    path("giao/<int:pk>/ket-qua/", given.results, name="results"),
    path("giao/<int:pk>/trinh-chieu/", given.hall, name="hall"),
    path("giao/<int:pk>/tep/<int:file>/", given.file, name="task_file"),
    path("nhom/", groups.groups, name="groups"),
    path("nhom/moi/", groups.new_group, name="new_group"),
    path("nhom/<int:pk>/", groups.group, name="group"),
    path("nhom/<int:pk>/xoa/", groups.drop_group, name="drop_group"),
    path("tb/<str:token>/", notice.notice, name="notice"),
    path("tb/<str:token>/tep/<int:file>/", notice.notice_file, name="notice_file"),
]
