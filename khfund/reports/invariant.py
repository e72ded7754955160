"""Every invariant of docs/invariants.md in the words of those who keep the books."""

from __future__ import annotations

INVARIANTS: dict[str, str] = {
    "I0": "Tệp sổ nguyên vẹn: máy đọc được mọi trang của tệp.",
    "I1": "Bút toán nào cũng có dòng Nợ, Có đầy đủ: hai tài khoản khác nhau, một quỹ, số tiền lớn hơn 0, ngày nằm trong thời gian của sổ.",
    "I2": "Với mỗi quỹ, tổng Nợ bằng tổng Có; không dòng nào lấy tiền của đơn vị khác hay quỹ khác.",
    "I3": "Số tổng lưu sẵn bằng đúng tổng các bút toán.",
    "I4": "Vốn gốc của quỹ chỉ chi lãi không bao giờ bị tiêu mất.",
    "I5": "Số chứng từ và số biên nhận chạy liền 1, 2, 3…, không thiếu, không trùng.",
    "I6": "Mỗi việc chỉ ghi một lần dù bấm mấy lần; việc nào đã ghi cũng còn câu trả lời.",
    "I7": "Khoản dự chi và từng lần trả học bổng chỉ được trả một lần, không quá số phải trả.",
    "I8": "Mỗi dòng sao kê ngân hàng chỉ dùng một lần, không quá số tiền của dòng; tháng đã đối chiếu thì không sửa.",
    "I9": "Cái gì đã ghi thì không ai sửa hay xóa được; mọi chốt bảo vệ còn nguyên.",
    "I10": "Nhật ký tính lại được từ sổ, và bắt đầu đúng bằng mọi dấu mốc đã ký.",
    "I11": "Việc bị từ chối không để lại dấu vết nào trong sổ, kể cả số chứng từ.",
    "I12": "Không có dòng nào trỏ đến chỗ trống.",
    "I13": "Khoản ủng hộ, bút toán và biên nhận còn giá trị khớp nhau một đối một.",
    "I16": "Người dưới 18 tuổi chỉ hiện bằng mã, trừ khi có văn bản đồng ý; không giấy in nào nêu hoàn cảnh của ai.",
    "I17": "Không ai vừa lập vừa duyệt cùng một việc, trừ đơn vị một người có ghi rõ lý do; cái đã duyệt đúng là cái đã ghi.",
    "I19": "Năm đã khóa thì thu, chi đã kết chuyển hết và không thay đổi nữa.",
    "I20": "Tiền gửi có kỳ hạn: sổ, hợp đồng và tiền lãi khớp nhau.",
    "I23": "Đơn vị đã giải thể, sáp nhập thì bàn giao đủ, sổ về 0; chuyển tiền giữa các đơn vị khớp cả hai bên.",
    "I26": "Hàng hóa trên sổ khớp với kho, không kho nào âm; hàng nhận và giao đều có trong kho.",
    "I27": "Tiền thu hộ, chi hộ không vượt số đã nhận, và hết khi chương trình kết thúc.",
    "I30": "Biên bản kiểm quỹ, biên bản xác nhận tài trợ nói đúng cái đã có: mỗi khoản một bản gốc.",
    "I31": "Lời hứa ủng hộ chỉ được trả bằng tiền đã về đúng quỹ, không tính hai lần.",
    "I32": "Hội phí chia cho các cấp đúng đến từng đồng.",
    "I35": "Báo cáo của đơn vị giữ đủ mọi bản 1, 2, 3…, đúng mẫu của kỳ.",
    "I36": "Sổ người nhận chỉ đổi khi có lý do ghi lại; sự đồng ý do đúng người được quyền cho.",
    "I37": "Đợt xét đi đúng từng bước; sàng lọc làm lại ra đúng kết quả cũ; phiếu chấm mỗi ủy viên một lần, không ai chấm người thân.",
    "I38": "Phân suất không quá số suất và số tiền, làm lại ra đúng kết quả cũ; người quyết định không phải người phân suất.",
    "I39": "Phần đỡ đầu của các nhà bảo trợ cho một em trong một tháng không quá trọn phần.",
    "I40": "Số còn phải trả học bổng bằng đúng các dòng đã duyệt mà chưa trả.",
    "I41": "Mã công khai thay cho tên không bao giờ dùng lại cho người khác; không suy ra được con số đã che.",
    "I42": "Mỗi ý kiến, câu hỏi đi đủ từng bước; người bị nêu không tự trả lời.",
    "I43": "Mẫu kiểm tra rút lại theo hạt giống đã công bố ra đúng những bút toán ấy, và được xem hết.",
    "I44": "Cái gì đã công bố thì giữ nguyên, đúng với sổ lúc đó; tắt hay bật đều thấy được, không lùi ngày.",
}


def named(invariant: str) -> str:
    """Tell an invariant in words, or by its code where nobody has worded it yet."""
    return INVARIANTS.get(invariant, invariant)
