"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, Module

ASK = ["legal.ask"]

module = Module(
    name="legal",
    title="Pháp luật",
    permissions={
        "legal.ask": "Hỏi trợ lý pháp luật",
        "legal.library": "Nhập văn bản vào thư viện pháp luật",
    },
    roles=dict.fromkeys(
        ("chair", "organisation_officer", "clerk", "accountant", "inspection_head", "group_leader"), ASK
    ),
    api=ASK,
    help={"legal:*": "hoi-dap-phap-luat"},
    menu=[MenuItem("Hỏi đáp pháp luật", "scale", "legal:ask", "legal.ask", order=50)],
)
