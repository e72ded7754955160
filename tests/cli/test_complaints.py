"""`complaint` on the command line."""


def test_a_complaint_goes_from_the_telephone_to_its_result(on_a_file):
    entered = on_a_file.json(
        "complaint",
        "enter",
        "Chưa có biên nhận",
        "--way",
        "phone",
        "--about",
        "receipt",
        "--name",
        "Lan",
        "--day",
        "01/11/2026",
    )
    on_a_file.json("complaint", "assign", 1, "--to", "ketoan", by="chutich")
    on_a_file.json("complaint", "answer", 1, "Đã gửi")
    on_a_file.json("complaint", "close", 1, "--result", "founded")
    on_a_file.json("complaint", "reopen", 1, "--reason", "Hỏi lại")
    on_a_file.json("complaint", "erase", 1, by="chutich")

    (row,) = on_a_file.json("complaint", "list", "--open")["items"]
    assert entered == {"complaint": 1, "due": "2026-12-01"}
    assert (row["state"], row["assigned"], row["subject"]) == ("reopened", "Cầm Văn Kế Toán", "receipt")
    assert [step["kind"] for step in on_a_file.json("complaint", "show", 1)["items"]] == [
        "assigned",
        "answered",
        "closed",
        "reopened",
    ]
    assert [one["received"] for one in on_a_file.json("complaint", "count", "2026")["items"]] == [1, 0]
