"""Addresses of the module, under /tin-tuc/."""

from django.urls import path

from .views import articles, campaigns, reading, signups

app_name = "news"
urlpatterns = [
    path("", articles.articles, name="articles"),
    path("moi/", articles.new, name="new"),
    path("xem-thu/", articles.look, name="look"),
    path("<int:pk>/", articles.article, name="article"),
    path("<int:pk>/sua/", articles.change, name="change"),
    path("<int:pk>/nguoi-nhan/", articles.reach, name="reach"),
    path("<int:pk>/nguoi-nhan/dem/", articles.count, name="count"),
    path("<int:pk>/dang/", articles.publish, name="publish"),
    path("<int:pk>/hen-gio/", articles.schedule, name="schedule"),
    path("<int:pk>/bo-hen-gio/", articles.unschedule, name="unschedule"),
    path("<int:pk>/bo/", articles.drop, name="drop"),
    path("<int:pk>/dinh-chinh/", articles.correct, name="correct"),
    path("<int:pk>/xem-lai/", articles.replay, name="replay"),
    path("<int:pk>/thu-hoi/", articles.withdraw, name="withdraw"),
    path("<int:pk>/luu-tru/", articles.archive, name="archive"),
    path("<int:pk>/dang-lai/", articles.restore, name="restore"),
    path("<int:pk>/chia-se/", articles.share, name="share"),
    path("<int:pk>/anh/<int:picture>/", articles.picture, name="picture"),
    path("<int:pk>/dang-ky/", signups.signup, name="signup"),
    path("<int:pk>/danh-sach/", signups.registrations, name="registrations"),
    path("<int:pk>/dang-ky-thay/", signups.register_for, name="register_for"),
    path("dang-ky/<int:pk>/khong-nhan/", signups.remove, name="remove"),
    path("doan-vien/", signups.suggest_members, name="suggest_members"),
    path("chuong-trinh/", campaigns.campaigns, name="campaigns"),
    path("chuong-trinh/moi/", campaigns.new_campaign, name="new_campaign"),
    path("chuong-trinh/<int:pk>/", campaigns.campaign, name="campaign"),
    path("cap-tren/", reading.from_above, name="above"),
    path("cap-tren/<int:pk>/", reading.read, name="read"),
    path("cap-tren/<int:pk>/anh/<int:picture>/", reading.read_picture, name="read_picture"),
    path("xem/<str:token>/", reading.share, name="shared"),
    path("xem/<str:token>/anh/<int:picture>/", reading.shared_picture, name="shared_picture"),
]
