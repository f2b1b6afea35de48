"""Addresses of the register."""

from django.urls import path

from .views import acts, applications, cards, intakes, member, photos, prints, register, transfers

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
    path("<int:pk>/gioi-thieu-chuyen-di/", transfers.introduce, name="introduce"),
    path("don/", applications.applications, name="applications"),
    path("don/nhan/", applications.apply, name="apply"),
    path("don/dua-ra/", applications.propose, name="propose"),
    path("don/<int:pk>/", applications.application, name="application"),
    path("don/<int:pk>/sua/", applications.correct, name="application_correct"),
    path("don/<int:pk>/rut/", applications.withdraw, name="application_withdraw"),
    path("don/<int:pk>/khong-ket-nap/", applications.refuse, name="application_refuse"),
    path("don/<int:pk>/ra-khoi-dot/", intakes.take_back, name="intake_take_back"),
    path("don/dot/<int:pk>/", intakes.intake, name="intake"),
    path("don/dot/<int:pk>/in/", intakes.print_decision, name="intake_print"),
    path("don/dot/<int:pk>/ket-nap/", intakes.admit, name="intake_admit"),
    path("don/dot/<int:pk>/bo/", intakes.drop, name="intake_drop"),
    path("chuyen/", transfers.transfers, name="transfers"),
    path("chuyen/den/", transfers.receive, name="receive"),
    path("chuyen/<int:pk>/", transfers.transfer, name="transfer"),
    path("chuyen/<int:pk>/dong-y/", transfers.accept, name="transfer_accept"),
    path("chuyen/<int:pk>/khong/", transfers.refuse, name="transfer_refuse"),
    path("chuyen/<int:pk>/rut/", transfers.withdraw, name="transfer_withdraw"),
    path("<int:pk>/anh/", photos.photo, name="photo"),
    path("<int:pk>/anh/thay/", photos.set_picture, name="set_photo"),
    path("<int:pk>/anh/bo/", photos.drop, name="drop_photo"),
    path("<int:pk>/in-phieu/", prints.form, name="print_form"),
]
