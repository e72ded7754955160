"""`update` on the command line."""


def test_an_update_is_drafted_written_finished_published_and_withdrawn(on_a_file, tmp_path):
    text = tmp_path / "tin.txt"
    text.write_text("Đã trao 12 suất.\n- Vở", encoding="utf-8")
    on_a_file.json("donation", "receive", "--anonymous", "--day", "02/03/2026", "--part", "KH:400.000")
    on_a_file.json("update", "draft", "2026-03", "--fund", "KH")
    on_a_file.json("update", "edit", 1, text, "--title", "Tin")
    on_a_file.json("update", "finish", 1)
    on_a_file.json("update", "publish", 1, by="chutich")
    on_a_file.json("update", "withdraw", 1, "--reason", "Sai", by="chutich")

    (row,) = on_a_file.json("update", "list")["items"]
    assert (row["state"], row["title"], row["fund"]) == ("withdrawn", "Tin", "KH")
    assert on_a_file("update", "show", 1).out == "Tin\n\nĐã trao 12 suất.\n- Vở\n"
    assert on_a_file.json("update", "show", 1)["figures"][1] == {"title": "Đã nhận", "amount": 400_000}


def test_a_text_that_is_none_is_refused(on_a_file, tmp_path):
    file = tmp_path / "tin.txt"
    file.write_bytes(b"\xff\xfe")

    assert on_a_file("update", "edit", 1, file).code == 2
