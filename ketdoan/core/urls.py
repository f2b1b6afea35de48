"""Addresses of the core."""

from django.urls import path

from .health import healthz
from .views import channels, drafts, guide, jobs, notifications, progress, rules, saved_views, search, settings, tokens

app_name = "core"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("tim-kiem/", search.find, name="search"),
    path("ban-nhap/", drafts.keep, name="draft"),
    path("ban-nhap/bo/", drafts.drop, name="drop_draft"),
    path("bo-loc/", saved_views.keep, name="keep_view"),
    path("bo-loc/<int:pk>/doi-ten/", saved_views.rename, name="rename_view"),
    path("bo-loc/<int:pk>/xoa/", saved_views.delete, name="delete_view"),
    path("thong-bao/", notifications.notification_list, name="notifications"),
    path("thong-bao/<int:pk>/", notifications.notification, name="notification"),
    path("thong-bao/da-doc/", notifications.read_all, name="notifications_read"),
    path("thong-bao/chuong/", notifications.bell, name="bell"),
    path("cai-dat/", settings.settings, name="settings"),
    path("cai-dat/thong-bao/", settings.message_choices, name="message_choices"),
    path("cai-dat/ket-noi/", tokens.tokens, name="tokens"),
    path("cai-dat/ket-noi/<int:pk>/thu-hoi/", tokens.revoke, name="revoke_token"),
    path("cai-dat/an/", settings.hide_hint, name="hide_hint"),
    path("tro-giup/", guide.contents, name="help"),
    path("tro-giup/<slug:name>/", guide.chapter, name="help_chapter"),
    path("tro-giup/hinh/<slug:name>.png", guide.show_picture, name="help_picture"),
    path("tien-do/<uuid:pk>/", progress.progress, name="progress"),
    path("he-thong/cong-viec/", jobs.job_list, name="jobs"),
    path("he-thong/cong-viec/<int:pk>/chay-lai/", jobs.retry, name="job_retry"),
    path("he-thong/cong-viec/<int:pk>/huy/", jobs.cancel, name="job_cancel"),
    path("he-thong/kenh-gui/", channels.channels, name="channels"),
    path("he-thong/tham-so/", rules.rule_list, name="rules"),
    path("he-thong/tham-so/<int:pk>/", rules.rule_detail, name="rule"),
    path("he-thong/tham-so/<int:pk>/sua/", rules.rule_change, name="rule_change"),
    path("he-thong/tham-so/<int:pk>/doi-chieu/", rules.rule_verify, name="rule_verify"),
]
