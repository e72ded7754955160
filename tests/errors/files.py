"""The tables that the command line takes in, honest but for one cell."""

STATEMENT = "Ngày giao dịch;Số bút toán;Ghi nợ;Ghi có;Số dư;Nội dung chi tiết\n"
LIST = "Ngày;Họ tên;Số tiền;Quỹ\n"
OPENING = "Quỹ;Tài khoản;Số tiền;Trong đó vốn gốc\n"


def statement(day: str = "02/02/2026", amount: str = "300.000", narration: str = "UNG HO") -> str:
    """A bank statement of two lines; the second is as told."""
    return STATEMENT + f"01/02/2026;FT101;;2.000.000;;UNG HO QUY\n{day};FT102;;{amount};;{narration}\n"


def gifts(
    day: str = "02/02/2026", amount: str = "300.000", name: str = "Cầm Thị Mai", fund: str = "KH"
) -> str:
    """A list of two gifts; the second is as told."""
    return LIST + f"01/02/2026;Lò Văn An;2.000.000;KH\n{day};{name};{amount};{fund}\n"


def opening(amount: str = "300.000", account: str = "112", fund: str = "KH", principal: str = "0") -> str:
    """Two opening balances; the second is as told."""
    return OPENING + f"KH;111;2.000.000;0\n{fund};{account};{amount};{principal}\n"


IMPORTS = {
    "bank import": statement,
    "donation import": gifts,
    "book bring-forward": opening,
}
