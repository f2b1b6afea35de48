"""Addresses of the module, under /phap-luat/."""

from django.urls import path

from .views import assistant, calculators, importing, library

app_name = "legal"
urlpatterns = [
    path("", assistant.ask, name="ask"),
    path("so-tay/", assistant.handbook_page, name="handbook"),
    path("so-tay/<str:code>/", assistant.entry, name="entry"),
    path("may-tinh/", calculators.calculators, name="calculators"),
    path("may-tinh/<str:code>/", calculators.calculator, name="calculator"),
    path("thu-vien/", library.acts, name="library"),
    path("thu-vien/<int:pk>/", library.act_page, name="act"),
    path("thu-vien/<int:pk>/quan-he/", importing.new_relation, name="relation"),
    path("thu-vien/nhap/", importing.import_file, name="import_file"),
    path("thu-vien/nhap/<int:pk>/", importing.look_over, name="import"),
    path("thu-vien/nhap/<int:pk>/dua-vao/", importing.begin_import, name="import_begin"),
    path("thu-vien/nhap/<int:pk>/bo/", importing.drop_import, name="import_drop"),
    path("thu-vien/tep/<int:pk>/", library.source, name="source"),
    path("quan-he/<int:pk>/bo/", importing.drop_relation, name="relation_drop"),
    path("dieu/<int:pk>/", library.article, name="article"),
    path("dieu/<int:pk>/so-sanh/<int:other>/", library.compare, name="compare"),
]
