from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "ketdoan.members"
    verbose_name = "Đoàn viên"
