"""What the law and an office lay down, as dated data with its source; an office sets its own values over these.

Law references change: NĐ 93/2019 and NĐ 136/2024 gave way to NĐ 03/2026 on 1/3/2026. Whatever is printed or checked
asks for the value of its day.
"""

from __future__ import annotations

from datetime import date

from khfund.calendar import Dated

FIRST_DAY = date(1945, 9, 2)  # for values of an office's own choice, which no law dates

ND_93_2019 = date(2020, 1, 15)  # in force from
ND_03_2026 = date(2026, 3, 1)
TT_96_2015 = date(2015, 8, 6)
LAW_OF_2025 = date(2025, 10, 1)  # corporate income tax; its rules on gifts have not been compared

FUND_LAW = Dated(
    {ND_93_2019: "Nghị định số 93/2019/NĐ-CP", ND_03_2026: "Nghị định số 03/2026/NĐ-CP"},
    {
        ND_93_2019: "NĐ 93/2019/NĐ-CP ngày 25/11/2019 về tổ chức, hoạt động của quỹ xã hội, quỹ từ thiện",
        ND_03_2026: "NĐ 03/2026/NĐ-CP ngày 09/01/2026, có hiệu lực từ 01/3/2026",
    },
)
"""The decree on social and charity funds. It is applied by analogy where a fund of an association holds no licence."""

PUBLISHING_DUTY = Dated(
    {
        ND_93_2019: "công khai các khoản đóng góp trước ngày 31/3 hằng năm",
        ND_03_2026: "công khai các khoản đóng góp và kết quả sử dụng trước ngày 31/3 hằng năm",
    },
    {
        ND_93_2019: "NĐ 93/2019/NĐ-CP, Điều 8 khoản 2 điểm g",
        ND_03_2026: "NĐ 03/2026/NĐ-CP, Điều 9 khoản 2",
    },
)
"""What a fund publishes each year, and by when."""

MANAGEMENT_CAP_SOURCE = "NĐ 93/2019/NĐ-CP, Điều 37; NĐ 03/2026: chưa rõ"
MANAGEMENT_CAP_MAX = Dated({FIRST_DAY: 10}, {FIRST_DAY: MANAGEMENT_CAP_SOURCE})
"""The most percent of a year's income that a council may let management cost."""

BOOK_FORMS = (
    "cash_book", "bank_book", "giver_book", "recipient_book", "stock_book", "advance_book", "account_ledger",
    "general_journal", "turnover_sheet", "balance_sheet", "receipts_and_payments",
)  # fmt: skip
"""The official books, each of which may print the code of its form."""

DEFAULTS: dict[str, Dated[str]] = {
    "management_cap_percent": Dated({FIRST_DAY: "5"}, {FIRST_DAY: MANAGEMENT_CAP_SOURCE}),
    "receipt_title": Dated({FIRST_DAY: "GIẤY XÁC NHẬN ỦNG HỘ"}),
    "receipt_signatories": Dated({FIRST_DAY: "Người nộp tiền; Thủ quỹ; Thủ trưởng đơn vị"}),
    "receipt_note": Dated({FIRST_DAY: ""}),
    "voucher_form_code": Dated({FIRST_DAY: ""}),
    "voucher_form_basis": Dated({FIRST_DAY: ""}),
    "stock_voucher_form_code": Dated({FIRST_DAY: ""}),
    "stock_voucher_form_basis": Dated({FIRST_DAY: ""}),
    **{f"{book}_form_code": Dated({FIRST_DAY: ""}) for book in BOOK_FORMS},
    "book_form_basis": Dated({FIRST_DAY: ""}),
    "small_cell_persons": Dated(
        {FIRST_DAY: "5"},
        {
            FIRST_DAY: "Thông lệ thống kê: số dưới 5 người không công bố; Luật 91/2025/QH15 Điều 24, NĐ 56/2017 Điều 33"
        },
    ),
    "recipient_year_cap": Dated({FIRST_DAY: ""}),
    "return_due_days": Dated({FIRST_DAY: "15"}),
    "complaint_due_days": Dated(
        {FIRST_DAY: "30"},
        {
            FIRST_DAY: "Áp dụng tương tự Luật Khiếu nại 02/2011/QH13, Điều 28: giải quyết lần đầu không quá 30 ngày"
        },
    ),
    "question_due_days": Dated({FIRST_DAY: "10"}),
    # from 1 November on: lessons begin in the first days of September
    "enrolment_due_days": Dated({FIRST_DAY: "61"}),
    "count_signatories": Dated({FIRST_DAY: "Kế toán trưởng; Thủ quỹ; Người chịu trách nhiệm kiểm kê quỹ"}),
    "count_form_code": Dated({FIRST_DAY: ""}),
    "count_form_basis": Dated({FIRST_DAY: ""}),
    "confirmation_basis": Dated(
        {
            FIRST_DAY: "",
            TT_96_2015: "Thông tư số 96/2015/TT-BTC ngày 22/6/2015 của Bộ Tài chính",
            LAW_OF_2025: "",
        },
        {
            TT_96_2015: "TT 96/2015/TT-BTC: chi tài trợ cho giáo dục, mẫu 03/TNDN",
            LAW_OF_2025: "Luật Thuế TNDN 2025, NĐ 320/2025/NĐ-CP: chưa đối chiếu nguyên văn; đơn vị tự đặt",
        },
    ),
    "confirmation_form_code": Dated({FIRST_DAY: ""}),
    "confirmation_form_basis": Dated({FIRST_DAY: ""}),
    "document_number": Dated({FIRST_DAY: ""}),
    "signer_capacity": Dated({FIRST_DAY: "TM. BAN THƯỜNG VỤ"}),
    "signer_title": Dated({FIRST_DAY: "CHỦ TỊCH"}),
    "signer_name": Dated({FIRST_DAY: ""}),
    "payment_approvals": Dated({FIRST_DAY: "50.000.000: 2; 500.000.000: 3"}),
}
"""Setting → its value where the office has set none; form codes stay empty until somebody has seen the official form."""
