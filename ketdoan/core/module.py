"""What the core registers: its administration screens and its schedule."""

from . import tasks
from .forgetting import PERSONS
from .modules import MenuItem, Module, Periodic

module = Module(
    name="core",
    title="Hệ thống",
    permissions={
        "core.api": "Tạo mã kết nối cho phần mềm khác",
        "core.jobs": "Xem, chạy lại và hủy công việc nền",
        "core.channels": "Xem tình trạng kênh gửi thông báo",
        "core.rules": "Xem tham số pháp luật",
        "core.rules.edit": "Sửa và xác nhận tham số pháp luật",
    },
    menu=[
        MenuItem("Tham số pháp luật", "scale", "core:rules", "core.rules", order=90),
        MenuItem("Kênh gửi thông báo", "send", "core:channels", "core.channels", order=94),
        MenuItem("Công việc nền", "list-checks", "core:jobs", "core.jobs", order=95),
    ],
    help={
        "core:rule*": "tham-so-phap-luat",
        "core:channels": "nhan-thong-bao-va-cai-dat",
        "core:notification*": "nhan-thong-bao-va-cai-dat",
        "core:tokens": "du-lieu-ca-nhan-doan-vien",
        "core:settings": "nhan-thong-bao-va-cai-dat",
        "core:message_choices": "nhan-thong-bao-va-cai-dat",
        "mfa_*": "dang-nhap-va-xac-thuc-hai-lop",
        "account_*": "dang-nhap-va-xac-thuc-hai-lop",
    },
    persons=PERSONS,
    schedule=[
        Periodic("hourly", "0 * * * *", tasks.send_digests),
        Periodic("minute", "* * * * *", tasks.deliver_due),
        Periodic("daily", "30 2 * * *", tasks.backup),
        Periodic("minute", "* * * * *", tasks.retry_held_jobs),
        Periodic("daily", "45 2 * * *", tasks.clear_old_jobs),
        Periodic("daily", "50 2 * * *", tasks.forget_old_drafts),
    ],
)
