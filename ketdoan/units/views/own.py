"""What a signed-in person is shown of their own: who opened their personal data."""

from django.http import HttpRequest, HttpResponse

from ketdoan.core.listing import listing
from ketdoan.core.rules import rule
from ketdoan.core.screens import SIGNED_IN, screen
from ketdoan.core.viet import today

from ..queries.own import own_record, views_of_own_data
from ..tables import OwnViewTable


@screen(SIGNED_IN)
def own_views(request: HttpRequest) -> HttpResponse:
    """Each opening of one's own contacts and numbers. Open to an account that holds no post."""
    account_id = int(request.user.pk or 0)
    return listing(
        request,
        OwnViewTable,
        None,
        "units/own_views.html",
        title="Ai đã xem dữ liệu của tôi",
        rows=views_of_own_data(account_id),
        search="",
        noun="lần xem",
        empty="Chưa ai mở dữ liệu cá nhân của anh chị",
        context={"record": own_record(account_id), "kept": rule("units.views_months", today()).value},
    )
