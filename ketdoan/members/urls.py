"""Addresses of the register."""

from django.urls import path

from .views import acts, cards, member, photos, prints, register

app_name = "members"
urlpatterns = [
    path("", register.members, name="list"),
    path("don-vi/<str:code>/", register.unit, name="unit"),
    path("don-vi/<str:code>/so-lieu/<slug:figure>/", register.people, name="people"),
    path("don-vi/<str:code>/ket-nap/", acts.admit, name="admit"),
    path("thao-tac/<slug:verb>/", acts.act, name="act"),
    path("su-kien/<int:pk>/huy/", acts.void, name="void"),
    path("su-kien/<int:pk>/dinh-chinh/", acts.correct, name="correct"),
    path("don-vi/<str:code>/in-danh-sach/", prints.list_of_unit, name="print_list"),
    path("the/", cards.cards, name="cards"),
    path("the/cap/", cards.issue, name="issue_cards"),
    path("the/in/", cards.sheet, name="card_sheet"),
    path("the/dot/<int:pk>/", cards.batch, name="card_batch"),
    path("the/dot/<int:pk>/in/", cards.batch_sheet, name="batch_sheet"),
    path("the/<int:pk>/doi/", cards.replace, name="replace_card"),
    path("the/<int:pk>/thu/", cards.end, name="end_card"),
    path("the/<int:pk>/hieu-luc-lai/", cards.restore, name="restore_card"),
    path("<int:pk>/", member.member, name="member"),
    path("<int:pk>/anh/", photos.photo, name="photo"),
    path("<int:pk>/anh/thay/", photos.set_picture, name="set_photo"),
    path("<int:pk>/anh/bo/", photos.drop, name="drop_photo"),
    path("<int:pk>/in-phieu/", prints.form, name="print_form"),
]
