"""Where a fact decides, the answer asks for it, and each choice leads to the clause that holds then."""

from datetime import date

import pytest

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.legal.actions.importing import import_articles
from ketdoan.legal.queries.acts import known_acts
from ketdoan.legal.queries.answering import answer
from ketdoan.legal.queries.deciding import fact_at, facts
from ketdoan.legal.rules.citing import Citation
from ketdoan.legal.rules.numbers import act_key

from .test_assistant import CODE, line

TODAY = date(2026, 11, 27)
NOTICE = (
    "1. Phải báo trước như sau:\na) Hợp đồng không thời hạn: 45 ngày;\nb) Hợp đồng từ 12 đến 36 tháng: 30 ngày;\n"
    "c) Hợp đồng dưới 12 tháng: 3 ngày.\n2. Không cần báo trước khi không được trả đủ lương."
)


@pytest.fixture
def library(db, tmp_path, settings):
    settings.DATA = tmp_path
    with acting(SYSTEM):
        import_articles(lines=[line(CODE, "35", "Quyền nghỉ việc", NOTICE)])


def test_the_kind_of_contract_is_asked_for_and_each_kind_leads_to_its_point(library):
    told = answer("nghỉ việc phải báo trước bao nhiêu ngày", TODAY).decides
    assert told.asks == "Hợp đồng của anh chị thuộc loại nào?"
    found = {says: quote.text for says, quote in told.choices}
    assert found["Không xác định thời hạn"] == "a) Hợp đồng không thời hạn: 45 ngày;"
    assert found["Có thời hạn dưới 12 tháng"] == "c) Hợp đồng dưới 12 tháng: 3 ngày."
    assert [quote.citation.point for _, quote in told.choices] == ["a", "b", "c", ""]


def test_nothing_is_asked_back_of_another_clause_or_where_no_words_are_at_hand(library):
    assert fact_at(Citation(CODE, "35", "1", "a")).asks == "Hợp đồng của anh chị thuộc loại nào?"
    assert fact_at(Citation(CODE, "35", "2")) is None
    assert answer("ngừng việc vì mất điện trả lương thế nào", TODAY).decides is None


def test_facts_stand_at_known_acts_and_offer_different_places():
    assert len(facts()) >= 15
    for one in facts():
        places = [place for _, place in one.choices]
        assert act_key(one.act) in known_acts()
        assert len(set(places)) == len(places) > 1
        assert fact_at(Citation(one.act, one.article, one.clause)) == one
