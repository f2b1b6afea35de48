"""Addresses of the member's app, under /app/."""

from django.urls import path

from ..views import ask, door, home, me, news, passkeys, phone

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("the", home.card, name="card"),
    path("anh", home.photo, name="photo"),
    path("cong-doan", home.union, name="union"),
    path("hoi", ask.ask, name="ask"),
    path("hoi/muc/<str:code>", ask.entry, name="entry"),
    path("hoi/dieu/<int:pk>", ask.article, name="article"),
    path("hoi/can-bo", ask.confide, name="confide"),
    path("hoi/cua-toi", ask.questions, name="questions"),
    path("hoi/cua-toi/<int:pk>", ask.question, name="question"),
    path("hoi/cua-toi/<int:pk>/them", ask.add, name="question_add"),
    path("toi", me.me, name="me"),
    path("toi/du-lieu", me.data, name="data"),
    path("toi/ai-da-xem", me.seen, name="seen"),
    path("toi/ban-sao", me.copy, name="copy"),
    path("toi/dong-y/<slug:kind>", me.consent, name="consent"),
    path("tin", news.news, name="news"),
    path("tin/<int:pk>", news.article, name="news_article"),
    path("tin/<int:pk>/anh/<int:picture>", news.picture, name="news_picture"),
    path("tin/<int:pk>/dang-ky", news.register, name="news_register"),
    path("tin/<int:pk>/huy", news.cancel, name="news_cancel"),
    path("toi/khoa", passkeys.passkeys, name="passkeys"),
    path("toi/khoa/<int:pk>/bo", passkeys.drop, name="passkey_drop"),
    path("toi/so-dien-thoai", door.change_phone, name="change_phone"),
    path("vao/khoa", passkeys.by_passkey, name="by_passkey"),
    path("vao", door.enter, name="enter"),
    path("ma", door.code, name="code"),
    path("cho", door.waiting, name="waiting"),
    path("moi/<slug:token>", door.invited, name="invited"),
    path("moi/<slug:token>/doan-vien", door.claim, name="claim"),
    path("moi/<slug:token>/gia-nhap", door.apply, name="apply"),
    path("nhan/<str:secret>", door.personal, name="personal"),
    path("nhan", door.accept, name="accept"),
    path("ra", door.leave, name="leave"),
    path("sw.js", phone.worker, name="worker"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("phien", phone.session, name="session"),
    path("dang-cho", phone.queue, name="queue"),
    path("ngoai-tuyen", phone.offline, name="offline"),
]
