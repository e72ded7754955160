"""Files that the office hands out: taken away under a name, never run."""

from admin.paper import served


def test_a_file_is_taken_away_and_never_run(app):
    with app.test_request_context():
        answer = served(b"<script>alert(1)</script>", "bien-ban.pdf")

    assert answer.headers["Content-Disposition"] == "attachment; filename=bien-ban.pdf"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_name_cannot_add_a_line_to_the_answer(app):
    with app.test_request_context():
        answer = served(b"x", 'giấy "xấu"\r\nSet-Cookie: a=b.txt')

    assert "\n" not in answer.headers["Content-Disposition"]


def test_what_is_not_known_is_only_bytes(app):
    with app.test_request_context():
        assert served(b"x", "tep").headers["Content-Type"] == "application/octet-stream"
