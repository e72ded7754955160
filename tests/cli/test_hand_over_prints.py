"""`khfund goods print`."""

from tests.cli.warehouse import drafted, received, with_goods


def test_the_minutes_and_the_signed_list_are_printed(khfund, tmp_path):
    kho = with_goods(khfund)
    received(kho)
    drafted(kho, "--goods", "XE:5", "--heads", 5)

    minutes = kho("goods", "print", 1, "--out", tmp_path / "bb.pdf")
    names = kho.json("goods", "print", 1, "--out", tmp_path / "ds.pdf", "--signed-list")

    assert minutes.out == f"Đã in 1 vào {tmp_path / 'bb.pdf'}.\n"
    assert names == {"list": 1, "value": 10_000_000, "file": str(tmp_path / "ds.pdf")}
    assert all((tmp_path / name).read_bytes().startswith(b"%PDF") for name in ("bb.pdf", "ds.pdf"))
