import pytest

from khfund.audit import size

DRAFT = (
    "voucher",
    "draft",
    "PT",
    "--day",
    "05/03/2026",
    "--narration",
    "Ủng hộ",
    "--posting",
    "111:5111:KH:500.000",
)


def test_a_voucher_goes_from_draft_to_the_journal(khfund):
    drafted = khfund(*DRAFT, "--party", "Cầm Văn A", "--address", "Bản Mòng", "--papers", "1")
    approved = khfund("voucher", "approve", 1, by="chutich")
    posted = khfund("voucher", "post", 1, "--day", "06/03/2026", by="thuquy")

    assert [drafted.out, approved.out, posted.out] == [
        "Đã lập chứng từ nháp 1; cần người khác duyệt.\n",
        "Đã duyệt chứng từ nháp 1.\n",
        "Đã ghi sổ PT-2026-00001, bút toán 1.\n",
    ]
    assert khfund.json("voucher", "list", "--state", "posted")["items"] == [
        {
            "voucher": "1",
            "kind": "PT",
            "day": "2026-03-05",
            "state": "đã ghi sổ",
            "amount": 500_000,
            "party": "Cầm Văn A",
            "narration": "Ủng hộ",
        }
    ]


def test_a_draft_made_twice_is_told(khfund):
    khfund(*DRAFT)

    said = khfund(*DRAFT)

    assert said.code == 0
    assert said.err == "Chú ý: giống chứng từ nháp 1 (cùng ngày, người, số tiền); có phải lập hai lần?\n"


def test_a_scan_is_attached_to_a_draft(khfund, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 ...")
    khfund(*DRAFT)

    said = khfund("voucher", "attach", 1, tmp_path / "a.pdf")
    missing = khfund("voucher", "attach", 1, tmp_path / "b.pdf")

    assert (said.code, said.out) == (0, "Đã đính kèm vào chứng từ nháp 1.\n")
    assert (missing.code, missing.err) == (
        2,
        f"Không đọc được tệp {tmp_path}/b.pdf: No such file or directory.\n",
    )


def test_a_draft_is_cancelled_with_a_reason(khfund):
    khfund(*DRAFT)

    said = khfund("voucher", "cancel", 1, "--reason", "nhầm")

    assert (said.code, said.out) == (0, "Đã hủy chứng từ nháp 1.\n")
    assert khfund.json("voucher", "list", "--state", "draft") == {"items": []}


@pytest.mark.parametrize(
    ("posting", "rule"),
    [
        ("111:5111:KH", "posting_unclear"),
        ("111:5111:KH:1:2", "posting_unclear"),
        ("111:5111:XX:5", "fund_unknown"),
        ("999:5111:KH:5", "account_unknown"),
        ("111:111:KH:500.000", "same_account"),
        ("111:5111:KH:0", "amount_not_positive"),
        ("111:5111:KH:1,000", None),
        ("111:5111:KH:-5", None),
        ("111:5111:KH:NaN", None),
        ("111:5111:KH:1e6", None),
        ("111:5111:KH:1.00.00", None),
    ],
)
def test_a_posting_that_cannot_be_is_refused(khfund, posting, rule):
    before = khfund.office.read(size)

    said = khfund("--json", *DRAFT[:-1], posting)

    assert (said.code, said.out, rule in (None, said.rule)) == (2, "", True)
    assert khfund.office.read(size) == before


def test_who_drafted_does_not_approve(khfund):
    khfund(*DRAFT, by="ketoantruong")

    said = khfund("--json", "voucher", "approve", 1, by="ketoantruong")

    assert (said.code, said.rule) == (2, "another_person_needed")


@pytest.mark.parametrize("verb", ["approve", "post", "cancel"])
def test_a_voucher_that_is_not_there_is_refused(khfund, verb):
    reason = ("--reason", "x") if verb == "cancel" else ()

    said = khfund("--json", "voucher", verb, 9, *reason, by="ketoantruong")

    assert (said.code, said.rule) == (2, "voucher_unknown")


def test_each_step_is_carried_out_once_per_request(khfund):
    steps = [
        (DRAFT, "ketoan"),
        (("voucher", "approve", 1), "chutich"),
        (("voucher", "post", 1, "--day", "06/03/2026"), "thuquy"),
    ]

    for number, (words, by) in enumerate(steps):
        first = khfund.json("--request-id", f"r-{number}", *words, by=by)
        before = khfund.office.read(size)
        assert khfund.json("--request-id", f"r-{number}", *words, by=by) == first
        assert khfund.office.read(size) == before
