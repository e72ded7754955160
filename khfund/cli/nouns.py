"""The nouns of the command line, by area: where each is kept, and its line in the help, told without loading it."""

from __future__ import annotations

from typing import NamedTuple

import click

from khfund.cli.words import Group, _, shortened


class Noun(NamedTuple):
    """A noun, or a verb without one: "module:attribute" below `khfund.cli`, and the first sentence of its help."""

    place: str
    says: str


AREAS: dict[str, dict[str, Noun]] = {
    "Quỹ và tiền": {
        "fund": Noun("ledger:fund_group", "Các quỹ."),
        "balance": Noun("ledger:balance_", "Số dư từng tài khoản trong từng quỹ."),
        "bank": Noun("banking:bank_group", "Ngân hàng: tài khoản, sao kê, đối chiếu."),
        "transfer": Noun("transfers:transfer_group", "Tiền chuyển giữa các đơn vị."),
        "deposit": Noun(
            "deposits:deposit_group", "Tiền gửi có kỳ hạn: gửi, dự thu lãi, tất toán, tái tục, rút trước hạn."
        ),
        "count": Noun("counts:count_group", "Kiểm kê quỹ: đếm tiền, xác nhận, in biên bản."),
        "budget": Noun("budgets:budget_group", "Dự toán năm theo quỹ và chương trình."),
        "planned": Noun("budgets:planned_group", "Khoản dự chi: đã quyết định chi, chưa chi."),
        "forecast": Noun("forecast:forecast", "Dự báo từng tháng: tiền về, khoản phải chi, tháng nào thiếu."),
    },
    "Sổ sách": {
        "account": Noun("ledger:account_group", "Tài khoản kế toán."),
        "voucher": Noun("vouchers:voucher_group", "Chứng từ: lập, duyệt, ghi sổ."),
        "entry": Noun("ledger:entry_group", "Bút toán đã ghi sổ."),
        "period": Noun("periods:period_group", "Kỳ kế toán: khóa và mở lại tháng."),
        "year": Noun("years:year_group", "Năm kế toán: kết chuyển, khóa sổ và mở lại; mức chi quản lý."),
        "trial-balance": Noun("ledger:trial_balance_", "Bảng cân đối số phát sinh."),
        "official-book": Noun(
            "official:official_group",
            "Sổ và báo cáo kế toán theo mẫu: sổ quỹ, sổ tiền gửi, sổ chi tiết, sổ cái, bảng cân đối, báo cáo thu – chi.",
        ),
        "export": Noun(
            "export:export_", "Xuất sổ nhật ký cho beancount, hledger, hoặc thành bảng csv, xlsx."
        ),
    },
    "Nhà hảo tâm": {
        "donor": Noun("donors:donor_group", "Nhà hảo tâm."),
        "donation": Noun("donations:donation_group", "Các khoản ủng hộ."),
        "pledge": Noun("pledges:pledge_group", "Cam kết ủng hộ: hứa, theo dõi, nhắc."),
        "campaign": Noun("campaigns:campaign_group", "Đợt vận động."),
        "poster": Noun("posters:poster", "In tờ kêu gọi ủng hộ có mã VietQR của quỹ hoặc đợt vận động."),
        "qr": Noun("posters:qr_group", "Mã VietQR cho chương trình khác."),
        "dues": Noun("dues:dues_group", "Hội phí: mức, số hội viên, tỷ lệ các cấp, thu và chuyển lên."),
        "goods": Noun("goods:goods_group", "Hiện vật: nhận, mua, chuyển kho, trao, kiểm kê."),
        "passing": Noun("passing:passing_group", "Chuyển trao: tiền, hàng chỉ đi qua, nhận và trao hết."),
        "letter": Noun("letters:letter_group", "Thư cảm ơn nhà hảo tâm."),
        "update": Noun(
            "updates:update_group",
            "Bản tin gửi nhà hảo tâm: lập nháp từ sổ, viết tiếp, đăng lên cửa công khai.",
        ),
    },
    "Biên nhận": {
        "receipt": Noun("receipts:receipt_group", "Biên nhận: phát hành, in, hủy, thay thế, tra cứu."),
        "confirmation": Noun(
            "confirmations:confirmation_group", "Biên bản xác nhận tài trợ cho doanh nghiệp, tổ chức."
        ),
    },
    "Học bổng": {
        "programme": Noun("programmes:programme_group", "Chương trình học bổng, khen thưởng, đỡ đầu."),
        "rulebook": Noun(
            "eligibility:rulebook_group", "Bộ tiêu chí xét chọn: xem, kiểm tra tệp, thử với một trường hợp."
        ),
        "recipient": Noun(
            "recipients:recipient_group", "Người nhận: học sinh, sinh viên, người lớn, trường."
        ),
        "evidence": Noun("evidence:evidence_group", "Dữ kiện về hoàn cảnh người nhận và giấy tờ chứng minh."),
        "round": Noun(
            "rounds:round_group", "Đợt xét: mở, chốt, thẩm định; phân suất và quyết định ở `khfund award`."
        ),
        "nomination": Noun(
            "nominations:nomination_group", "Đề nghị: danh sách các đơn vị gửi vào một đợt xét."
        ),
        "ballot": Noun(
            "ballots:ballot_group", "Chấm điểm kín trong một đợt xét: thang điểm, phiếu, quan hệ, kiểm phiếu."
        ),
        "award": Noun("awards:award_group", "Phân suất, quyết định, và diễn biến của từng suất học bổng."),
        "sponsorship": Noun(
            "sponsorships:sponsorship_group",
            "Đỡ đầu: mỗi em một chương trình, từng tháng cho đến hết lớp 12.",
        ),
        "payment": Noun("payments:payment_group", "Đợt chi học bổng, hỗ trợ: lập, duyệt, trả, theo dõi."),
    },
    "Báo cáo": {
        "statement": Noun(
            "statement:statement", "Bản công khai của một kỳ, và danh sách hạn chế của người nhận."
        ),
        "publication": Noun(
            "publications:publication_group", "Cửa công khai: công bố gì, từ ngày nào, ngừng vì sao."
        ),
        "published": Noun("published:published_group", "Số liệu đã công bố: tìm chỗ không khớp."),
        "target": Noun("targets:target_group", "Chỉ tiêu: đặt, xem, so với kết quả."),
        "return": Noun(
            "returns:return_group", "Báo cáo của các đơn vị cấp dưới: biểu mẫu, nhập, kiểm tra, tổng hợp."
        ),
        "consolidation": Noun(
            "consolidation:consolidation_",
            "Tổng hợp số dư của một đơn vị và mọi đơn vị bên dưới, đã loại trừ khoản nội bộ.",
        ),
    },
    "Kiểm tra": {
        "check": Noun(
            "proof:check_", "Tính lại mọi quy tắc của sổ một cách độc lập; mã thoát 4 nếu có chỗ sai."
        ),
        "verify": Noun(
            "proof:verify_",
            "Tính lại nhật ký từ sổ, và đối chiếu với dấu mốc đã công bố; mã thoát 4 nếu không khớp.",
        ),
        "checkpoint": Noun("proof:checkpoint_", "Lập dấu mốc có chữ ký của nhật ký để công bố."),
        "log": Noun("proof:log_group", "Nhật ký các lệnh đã ghi."),
        "sample": Noun("samples:sample_group", "Mẫu kiểm tra ngẫu nhiên của Ban Kiểm tra."),
        "complaint": Noun(
            "complaints:complaint_group", "Ý kiến, khiếu nại và câu hỏi: nhận, giao, trả lời, kết thúc."
        ),
    },
    "Quản trị": {
        "init": Noun(
            "founding:init", "Tạo sổ mới: đơn vị, người quản trị «quantri», các cán bộ, hệ thống tài khoản."
        ),
        "book": Noun("founding:book_group", "Sổ của một đơn vị."),
        "unit": Noun("units:unit_group", "Các đơn vị (hội các cấp)."),
        "person": Noun("persons:person_group", "Người dùng và vai trò."),
        "serve": Noun(
            "serve:serve_", "Mở văn phòng trong trình duyệt, cùng việc chạy nền; dừng bằng Ctrl+C."
        ),
        "work": Noun("serve:work_", "Làm việc chạy nền của văn phòng; dừng bằng Ctrl+C."),
        "backup": Noun(
            "books:backup_",
            "Sao lưu sổ trong khi vẫn đang dùng; bản sao được khôi phục thử trước khi tính là xong.",
        ),
        "backups": Noun("keeping:backups_group", "Thư mục sao lưu định kỳ."),
        "restore": Noun(
            "books:restore_", "Khôi phục sổ từ bản sao lưu vào nơi trống (chọn bằng --db), rồi kiểm tra."
        ),
        "upgrade": Noun(
            "books:upgrade_",
            "Nâng sổ lên phiên bản của chương trình: sao lưu trước, rồi chuyển đổi và kiểm tra.",
        ),
        "demo": Noun(
            "demo:demo", "Làm trọn một năm ví dụ: từ sao kê đến biên nhận, khóa sổ và báo cáo công khai."
        ),
    },
}

NOUNS = {name: noun for nouns in AREAS.values() for name, noun in nouns.items()}
"""Each noun under its name."""


class Door(Group):
    """The command line's door: its help lists every noun by area and loads none."""

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the nouns of each area."""
        room = formatter.width - 6 - max(len(name) for name in NOUNS)
        for area, nouns in AREAS.items():
            with formatter.section(_(area)):
                formatter.write_dl([(name, shortened(_(noun.says), room)) for name, noun in nouns.items()])
