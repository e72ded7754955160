"""`publication` on the command line."""


def test_a_statement_is_published_and_switching_off_says_why(on_a_file):
    on_a_file.json("donation", "receive", "--anonymous", "--day", "02/03/2026", "--part", "KH:400.000")
    on_a_file.json("publication", "on", "statements", by="chutich")
    first = on_a_file.json("publication", "statement", "2026-03", by="chutich")
    second = on_a_file.json("publication", "statement", "2026-03", by="chutich")
    on_a_file.json("publication", "off", "statements", "--reason", "Rà soát", by="chutich")

    assert (first["version"], second["version"], second["closing"], second["difference"]) == (
        1,
        2,
        400_000,
        0,
    )
    assert {"statement.json", "dau-moc.txt", "window.json", "bao-cao.zip"} <= set(first["files"])
    assert [row["version"] for row in on_a_file.json("publication", "statements")["items"]] == [2, 1]
    assert [(row["on"], row["reason"]) for row in on_a_file.json("publication", "list")["items"]] == [
        (False, "Rà soát"),
        (True, ""),
    ]
    assert on_a_file("check").code == 0


def test_without_a_reason_nothing_is_switched_off(on_a_file):
    assert on_a_file("publication", "off", "statements", by="chutich").code == 2
