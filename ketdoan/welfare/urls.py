"""Addresses of the module, under /cham-lo/."""

app_name = "welfare"
urlpatterns = []
