"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, Module, Periodic

from . import tasks

ASK = ["legal.ask"]

module = Module(
    name="legal",
    title="Pháp luật",
    permissions={
        "legal.ask": "Hỏi trợ lý pháp luật",
        "legal.library": "Nhập văn bản vào thư viện pháp luật",
    },
    roles={
        **dict.fromkeys(("clerk", "accountant", "inspection_head", "group_leader"), ASK),
        # The library is one for the whole union: the right has effect at its top alone (queries.keeping).
        **dict.fromkeys(("chair", "organisation_officer"), (*ASK, "legal.library")),
    },
    schedule=[Periodic("uploads", "40 3 * * *", tasks.forget_uploads)],
    help={"legal:*": "hoi-dap-phap-luat"},
    menu=[MenuItem("Hỏi đáp pháp luật", "scale", "legal:ask", "legal.ask", order=50)],
)
