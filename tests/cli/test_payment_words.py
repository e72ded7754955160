"""How runs are told: figures as numbers, days as ISO, nobody by name."""

from datetime import date

from khfund.cli.payment_words import difference_told, head_told, run_told, withheld_told
from khfund.scholarships.payment_run import find_run
from tests.scholarships.runs import a_payer


def test_a_run_is_told_in_figures(database):
    payer = a_payer(database)
    payer.owe(0, 1, *payer.enter(1, way=""))
    run = payer.approve(payer.draft(), day=date(2026, 3, 20))
    payer.paid(payer.lines(run)[0])

    told = payer.office.read(lambda s: run_told(s, find_run(s, payer.office.unit, run.id)))

    assert {name: told[name] for name in ("state", "count", "total", "approvals", "paid", "open", "funds")} == {
        "state": "approved", "count": 2, "total": 2_000_000, "approvals": 1, "paid": 1, "open": 1, "funds": [],
    }  # fmt: skip
    assert [(one["recipient"], one["state"], one["left"]) for one in told["items"]] == [
        ("1", "paid", None),
        ("2", "open", None),
    ]
    assert [(one["recipient"], one["reason"]) for one in told["withheld"]] == [("4", "payee_missing")]


def test_the_parts_of_what_is_told_stand_by_themselves(database):
    payer = a_payer(database)
    payer.owe(0)
    run = payer.draft()

    def look(session):
        return (
            head_told(session, run)["approvals_needed"],
            withheld_told(session, run),
            difference_told(session, run),
        )

    assert payer.office.read(look) == (
        1,
        [],
        {"previous": {}, "new": [{"recipient": "1", "programme": "VK"}], "absent": []},
    )
