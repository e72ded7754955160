"""Rulebook files for the tests, written as text; a test changes the one line that it is about."""

from khfund.eligibility.rulebook_file import read_rulebook

TEXT = """\
code: mau
name: Bộ tiêu chí mẫu
version: 1
document: Quy chế số 1/QC-HKH
issuer: Hội Khuyến học tỉnh Mẫu Sơn
issued: 2026-01-02
valid_from: 2026-01-05
valid_until: 2026-12-31
papers:
  orphan: [death_certificate]
first_award:
  needs: any
  criteria:
    - key: "1"
      name: mồ côi
      clause: Khoản 1
      words: Em mồ côi cả bố và mẹ.
      asks:
        orphan: [both]
    - key: "2"
      name: bệnh hiểm nghèo
      clause: Khoản 2
      words: Bố hoặc mẹ bệnh hiểm nghèo hoặc mất khả năng lao động, em dưới 16 tuổi.
      asks:
        all:
          - any:
              - parent_illness: yes
              - parent_unable_to_work: yes
          - born: {age_to: 15}
renewal:
  needs: all
  criteria:
    - key: r
      name: còn đi học
      clause: Khoản 3
      words: Em còn học phổ thông.
      asks:
        grade: {from: 1, to: 12}
"""


def a_rulebook(*changes: tuple[str, str]):
    """The rulebook of TEXT with some of its words replaced."""
    return read_rulebook(changed(*changes).encode(), "mau.yaml")


def changed(*changes: tuple[str, str]) -> str:
    """TEXT with some of its words replaced."""
    text = TEXT
    for words, others in changes:
        assert text.count(words) == 1, f"{words!r} stands there {text.count(words)} times"
        text = text.replace(words, others)
    return text
