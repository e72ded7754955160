from __future__ import annotations

import pytest

from khfund.banking.bank_line import BankLine, LineUnknownError
from khfund.command import contradictions
from khfund.donations.donor import Donor, DonorUnknownError
from khfund.donations.line_decision import (
    DecisionTermsError,
    PhraseNotThereError,
    Verdict,
    decide,
    standing_decision,
)
from khfund.donations.match_rule import rules
from khfund.ledger import Fund
from tests.builders import an_office
from tests.donations.offices import incoming

WORDS = "CT tu XXXXXXXXX2009 LO VAN AN toi XXXXXXXXX0001 HOI"


def decided(office, line, **more):
    terms = {"verdict": Verdict.GIFT, "fund": office.kh} | more
    return office.do(
        "donation.decide",
        lambda s, c: decide(
            s,
            c,
            s.get_one(BankLine, line.id),
            terms["verdict"],
            fund=terms["fund"] and s.get_one(Fund, terms["fund"]),
            phrase=terms.get("phrase", ""),
            donor=terms.get("donor"),
        ),
    )


def test_the_last_decision_stands_and_the_earlier_one_is_kept_and_unlearned(database):
    office = an_office(database)
    (line,) = incoming(office, ("02/03/2026", 1_000, WORDS))
    decided(office, line)
    second = decided(office, line, fund=office.th)

    assert office.read(lambda s: standing_decision(s, line.id).id) == second.id == 2
    assert office.read(lambda s: {(one.fund_id, one.support) for one in rules(s, office.unit)}) == {
        (office.th, 1)
    }
    assert office.read(lambda s: list(contradictions(s))) == []


def test_money_that_went_out_or_has_no_fund_is_no_gift(database):
    office = an_office(database)
    out, came = incoming(office, ("02/03/2026", -1_000, "PHI"), ("03/03/2026", 1_000, "UNG HO"))

    for line, fund in ((out, office.kh), (came, None)):
        with pytest.raises(DecisionTermsError) as refusal:
            decided(office, line, fund=fund)
        assert str(refusal.value) == (
            f"Dòng sao kê {line.id}: muốn ghi là ủng hộ thì phải là tiền vào, có quỹ của đơn vị, "
            "và đợt vận động (nếu có) của quỹ đó."
        )


@pytest.mark.parametrize("phrase", ["THPT", "CT"])
def test_a_phrase_stands_in_the_narration(database, phrase):
    office = an_office(database)
    (line,) = incoming(office, ("02/03/2026", 1_000, WORDS))

    with pytest.raises(PhraseNotThereError) as refusal:
        decided(office, line, phrase=phrase)

    assert str(refusal.value) == (
        f"«{phrase}» không có trong nội dung dòng sao kê {line.id}, hoặc ngắn hơn 4 chữ; hãy chép đúng cụm từ."
    )


def test_lines_and_donors_of_another_unit_are_refused(database):
    office = an_office(database)
    (line,) = incoming(office, ("02/03/2026", 1_000, WORDS))
    stranger = Donor(id=9, unit_id=99)

    with pytest.raises(DonorUnknownError):
        decided(office, line, donor=stranger)
    with pytest.raises(LineUnknownError):
        office.do("donation.decide", lambda s, c: decide(s, c, BankLine(id=9, unit_id=99), Verdict.OTHER))
