"""Addresses of the module, under /to-chuc/."""

from django.urls import path

from .views import posts, tree, unit

app_name = "units"
urlpatterns = [
    path("", tree.tree, name="tree"),
    path("nhanh/<str:code>/", tree.branch, name="branch"),
    path("don-vi/<str:code>/", unit.unit, name="unit"),
    path("don-vi/<str:code>/qua-cac-nam/", unit.yearly, name="yearly"),
    path("don-vi/<str:code>/so-do/", unit.chart, name="chart"),
    path("don-vi/<str:code>/vi-tri/", posts.unit_posts, name="posts"),
    path("don-vi/<str:code>/vi-tri/giao/", posts.give, name="give_post"),
    path("don-vi/<str:code>/vi-tri/moi/<int:person>/", posts.invite, name="invite"),
    path("vi-tri/<int:pk>/ket-thuc/", posts.end, name="end_post"),
    path("vi-tri/doi/", posts.switch_post, name="switch_post"),
    path("uy-quyen/", posts.delegations, name="delegations"),
    path("uy-quyen/<int:pk>/thu-hoi/", posts.withdraw, name="withdraw"),
    path("xac-thuc-hai-lop/", posts.second_factor, name="second_factor"),
    path("phien-quan-tri/", posts.admin_session, name="admin_session"),
    path("loi-moi/", posts.accept, name="accept"),
    path("loi-moi/<str:secret>/", posts.invitation, name="invitation"),
]
