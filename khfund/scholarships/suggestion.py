"""Facts that a list's words suggest, each with the words it came from; nothing counts until a person confirms it. Pure.

What is denied suggests nothing, what is not understood suggests nothing and is named. A clause without a subject of its
own speaks of whom the clause before spoke: «Mẹ bị bệnh tâm thần, không lao động được».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import attrs

from khfund.vietnamese import clean, fold

Value = bool | int | str


@attrs.frozen
class Suggested:
    """A fact that words suggest: `key` and `value` as FACTS has them."""

    key: str
    value: Value
    words: str


@attrs.frozen
class Suggestions:
    """What the words of one candidate suggest, and the clauses that suggest nothing."""

    facts: tuple[Suggested, ...] = ()
    unread: tuple[str, ...] = ()


@attrs.frozen
class Rule:
    """A pattern of one clause and the fact it suggests; `about` says of whom the clause must speak."""

    key: str
    value: Value
    spelled: re.Pattern[str]
    folded: re.Pattern[str]
    about: str = ""

    def fits(self, clause: str) -> bool:
        """Whether the pattern is in a clause; one typed without tones is read without tones."""
        return bool(self.folded.search(clause) if clause.isascii() else self.spelled.search(clause))


def _rule(key: str, value: Value, pattern: str, about: str = "") -> Rule:
    return Rule(key, value, re.compile(pattern), re.compile(_fold_pattern(pattern)), about)


def _fold_pattern(pattern: str) -> str:
    return re.sub(r"[^\x00-\x7f]+", lambda found: fold(found[0]), pattern)


_PARENT = r"(?:bố|cha|ba|mẹ|má)"
_DEAD = r"(?:đã )?(?:bị )?(?:đều )?(?:mất(?! (?:tích|việc|sức|khả năng|trí|ngủ|liên lạc))|chết|qua đời|tử vong|hy sinh|hi sinh)"
_ILLNESS = r"ung thư|chạy thận|suy thận|bệnh tim|suy tim|bệnh máu|tan máu|máu trắng|hiểm nghèo|xơ gan|tai biến|đột quỵ"
_UNABLE = (
    r"tâm thần|tàn tật|khuyết tật|bại liệt|bị liệt|liệt (?:nửa|hai|toàn|giường)|(?:mất|không còn|không có) (?:sức|khả năng) lao động|"
    r"không (?:thể )?(?:lao động|làm việc|làm)(?: được| gì)?|không đi lại được|mù|câm điếc"
)
_DISABLED = r"khuyết tật|tàn tật|khiếm thị|khiếm thính|câm|điếc|bại não|hội chứng down|tự kỷ|mù"

_ORPHAN_BOTH = _rule(
    "orphan",
    "both",
    r"mồ côi (?:cả )?(?:bố|cha|ba)(?:,? (?:lẫn|và) |, ?| )(?:mẹ|má)|mồ côi (?:cả|hoàn toàn|hai)|"
    rf"(?:cả )?(?:bố|cha)(?: và| lẫn|,)? mẹ(?: em| cháu)? {_DEAD}|không còn (?:cả )?(?:bố|cha)(?: và| lẫn|,)? mẹ",
)
_ORPHAN_ONE = _rule(
    "orphan",
    "one",
    rf"mồ côi (?:{_PARENT}|một|1)|{_PARENT}(?: em| cháu| đẻ)? {_DEAD}|không còn {_PARENT}(?! (?:mẹ|việc))|{_PARENT} không còn(?! (?:khả|sức|làm|lao))",
)
_RULES = (
    _rule("parent_illness", True, _ILLNESS, about="parent"),
    _rule("parent_unable_to_work", True, _UNABLE, about="parent"),
    _rule("needs_bicycle", True, r"(?:cần|xin|đề nghị|mong|thiếu|chưa có|không có|hỗ trợ|tặng).*xe đạp|xe đạp đi học"),
    _rule("makeshift_house", True, r"nhà (?:ở )?tạm|nhà (?:tre|tranh|lá|nứa)|(?:mái|lợp) (?:tranh|lá|cọ)|tranh tre|nứa lá|tre nứa"),
    _rule("overcomes_hardship", True, r"vượt khó|vượt lên|hiếu học|chăm ngoan|nghị lực"),
)  # fmt: skip
_HARD = _rule("hardship", True, r"khó khăn|túng thiếu|thiếu thốn|cơ cực")
_POOR = (
    _rule("poverty", "near_poor", r"cận nghèo|\bhcn\b"),
    _rule("poverty", "poor", r"hộ nghèo|diện nghèo|nhà nghèo|gia đình nghèo|\bhn\b"),
)
_CARER = _rule(
    "",
    True,
    r"(?:ở|sống)(?: cùng)?(?: với)? (?:bác|chú|cô|dì|cậu|mợ|ông|bà|anh|chị|họ hàng|người thân)|nuôi dưỡng|được .*nuôi",
)
_DENIED = _rule(
    "",
    True,
    r"(?:^|\s)(?:không(?! (?:còn|lao động|thể|có xe|có khả|có sức|làm|đi lại))|chẳng|chưa(?! có xe)|hết|thoát|đã có|đã xóa|đã xoá|trước (?:đây|kia)|ko|ngoài diện)(?= |$)",
)
_POOR_ONLY = re.compile(
    r"(?:hoặc |hay |và |cũng không |thuộc )*(?:hộ |diện )*(?:cận )?nghèo|(?:hoac |hay |va )*(?:ho )*(?:can )?ngheo"
)
_OTHERS = _rule("", True, r"^(?:có )?(?:anh|chị|em trai|em gái|ông|bà|bác|chú|cô|dì|cậu)\b")
_ABOUT_PARENT = _rule("", True, rf"\b{_PARENT}\b")
_ABOUT_SOMEBODY = _rule(
    "",
    True,
    rf"\b(?:{_PARENT}|em|cháu|bản thân|học sinh|hs|anh|chị|ông|bà|bác|chú|cô|dì|cậu|gia đình|nhà|hộ|con)\b",
)


@lru_cache(maxsize=8192)
def suggest(circumstances: str, achievements: str = "") -> Suggestions:
    """Suggest facts from cleaned free text about a candidate's circumstances and achievements."""
    lived = [clause for clause in _clauses(circumstances) if clause]
    done = [clause for clause in _clauses(achievements) if clause]
    found = [*_of_life(lived), *_of_learning([*lived, *done], set(done))]
    read = {one.words for one in found} | {words for words in lived if _CARER.fits(words.lower())}
    unread = tuple(words for words in [*lived, *done] if not any(words in one for one in read))
    return Suggestions(tuple({one.key: one for one in reversed(found)}.values())[::-1], unread)


def _clauses(text: str) -> list[str]:
    """Cut a text at commas, semicolons and full stops that stand outside brackets."""
    parts = re.split(r"[,;\n](?![^(]*\))|\.(?=\s|$)|\s[–+-]\s", text)
    return [clean(part).strip(" .-:") for part in _ONE_PARENT.sub(r"\1 và ", ",".join(parts)).split(",")]


_ONE_PARENT = re.compile(r"(?<!\w)((?:cả )?(?:bố|cha|ba)),\s*(?=mẹ (?:đều|cùng))", re.IGNORECASE)


def _of_life(clauses: Sequence[str]) -> Iterator[Suggested]:
    facts: list[Suggested] = []
    about_parent = False
    for words in clauses:
        clause = words.lower()
        if _ABOUT_SOMEBODY.fits(clause):
            about_parent = _ABOUT_PARENT.fits(clause)
        if not _DENIED.fits(clause):
            facts += _of_clause(words, clause, about_parent=about_parent)
    facts = _joined_deaths(facts)
    carer = [words for words in clauses if _CARER.fits(words.lower())]
    yield from facts
    yield from _of_poverty(clauses, about_carer=bool(carer), facts=facts)
    yield from _of_disability(clauses)
    yield from _of_hardship(
        clauses, raised_by_others=bool(carer) or any(one.key == "orphan" for one in facts)
    )


def _of_clause(words: str, clause: str, *, about_parent: bool) -> Iterator[Suggested]:
    for rule in (_ORPHAN_BOTH, _ORPHAN_ONE):
        if rule.fits(clause):
            yield Suggested(rule.key, rule.value, words)
            break
    for rule in _RULES:
        if rule.fits(clause) and (not rule.about or about_parent):
            yield Suggested(rule.key, rule.value, words)


def _joined_deaths(facts: Sequence[Suggested]) -> list[Suggested]:
    """«Bố mất, mẹ chết» says both, «Mồ côi bố, bố mất năm 2020» says one."""
    deaths = [one for one in facts if one.key == "orphan"]
    if any(one.value == "both" for one in deaths) or len(deaths) < 2:
        return [one for one in facts if one.key != "orphan" or one.value == "both" or len(deaths) == 1]
    spoken = " ".join(one.words.lower() for one in deaths)
    father, mother = re.search(r"\b(?:bố|cha|bo)\b", spoken), re.search(r"\b(?:mẹ|má|me)\b", spoken)
    value = "both" if father and mother else "one"
    words = ", ".join(one.words for one in deaths)
    return [Suggested("orphan", value, words), *(one for one in facts if one.key != "orphan")]


def _of_poverty(
    clauses: Sequence[str], *, about_carer: bool, facts: Sequence[Suggested]
) -> Iterator[Suggested]:
    """Poverty is the child's household's; of an orphan or a sick parent's child also of whoever raises the child."""
    denied = False
    for words in clauses:
        clause = words.lower()
        rule = next((one for one in _POOR if one.fits(clause)), None)
        if rule is None:
            continue
        denied = _DENIED.fits(clause) or (denied and _POOR_ONLY.fullmatch(clause) is not None)
        if denied:
            continue
        raised = {"orphan", "parent_illness", "parent_unable_to_work"} & {one.key for one in facts}
        if about_carer or raised:
            yield Suggested("carer_poverty", rule.value, words)
        if not about_carer:
            yield Suggested("household_poverty", rule.value, words)
        return


def _of_disability(clauses: Sequence[str]) -> Iterator[Suggested]:
    """The pupil's own disability, with its level where some clause tells it."""
    disabled = _rule("disability", "unrated", _DISABLED)
    for words in clauses:
        clause = words.lower()
        if (
            not disabled.fits(clause)
            or _DENIED.fits(clause)
            or _OTHERS.fits(clause)
            or _ABOUT_PARENT.fits(clause)
        ):
            continue
        level = next(
            (
                value
                for pattern, value in _LEVELS
                if _rule("", value, pattern).fits(", ".join(clauses).lower())
            ),
            "unrated",
        )
        rated = [
            one
            for one in clauses
            if level != "unrated" and re.search(r"mức|độ|muc|do", one.lower()) and one != words
        ]
        yield Suggested("disability", level, ", ".join([words, *rated[:1]]))
        return


_LEVELS = (
    (r"(?:mức(?: độ)?|độ|khuyết tật|dạng) ?(?:đặc biệt nặng|đbn)|khuyết tật đặc biệt nặng", "very_severe"),
    (r"(?:mức(?: độ)?|độ|tật|vận động|trí tuệ|nghe,? nói|nhìn) nặng", "severe"),
    (r"(?:mức(?: độ)?|độ|tật|vận động|trí tuệ|nghe,? nói|nhìn) nhẹ", "mild"),
)


def _of_hardship(clauses: Sequence[str], *, raised_by_others: bool) -> Iterator[Suggested]:
    for words in clauses:
        if _HARD.fits(words.lower()) and not _DENIED.fits(words.lower()):
            if raised_by_others:
                yield Suggested("carer_hard_life", True, words)
            yield Suggested("hardship", True, words)
            return


# -- learning ---------------------------------------------------------------------------------------------------------

_PROVINCE = r"(?:cấp )?tỉnh"
_HONOURS = (
    _rule("honour", "professor", r"\bgiáo sư\b|\bpgs\b|\bgs\b"),
    _rule("honour", "doctor", r"\btiến s[ĩỹ]\b"),
    _rule("honour", "nhan_dan", r"(?:nhà giáo|thầy thuốc|nghệ s[ĩỹ]) nhân dân"),
    _rule("honour", "uu_tu", r"(?:nhà giáo|thầy thuốc|nghệ s[ĩỹ]|nghệ nhân) ưu tú"),
    _rule("honour", "patent", r"bằng (?:độc quyền )?sáng chế"),
    _rule("honour", "medal", r"huy chương|\bhcv\b|\bhcb\b|\bhcđ\b"),
    _rule("honour", "international_prize", r"quốc tế"),
    _rule("honour", "regional_prize", r"(?:giải|giỏi|hsg).*khu vực"),
    _rule("honour", "national_prize", r"(?:giải|giỏi|hsg).*quốc gia|(?:giải|hsg).*toàn quốc"),
    _rule("honour", "province_first", rf"(?:giải|giải thưởng) nhất.*{_PROVINCE}|nhất {_PROVINCE}"),
    _rule("honour", "province_prize", rf"(?:giải|hsg|học sinh giỏi|hs giỏi|thi).*{_PROVINCE}"),
    _rule(
        "honour",
        "district_prize",
        r"(?:giải|hsg|học sinh giỏi|hs giỏi|thi).*(?:cấp )?(?:huyện|thành phố|thị xã)",
    ),
    _rule("honour", "learning_family", r"gia đình học tập"),
)
_LEARNING = (
    _rule("learning", "chua_hoan_thanh", r"chưa hoàn thành"),
    _rule("learning", "hoan_thanh_xuat_sac", r"hoàn thành xuất sắc|\bhtxs\b"),
    _rule("learning", "hoan_thanh_tot", r"hoàn thành tốt|\bhtt\b"),
    _rule("learning", "hoan_thanh", r"hoàn thành(?! (?:xuất|tốt|nhiệm vụ))"),
    _rule("learning", "xuat_sac", r"(?:sinh viên|sv) xuất sắc"),
    _rule("learning", "excellent_pupil", r"(?:học sinh|hs) xuất sắc|\bhsxs\b"),
    _rule("learning", "gioi", r"(?:sinh viên|sv) giỏi|(?:học lực|xếp loại|loại) (?:học lực )?:? ?giỏi"),
    _rule("learning", "good_pupil", r"(?:học sinh|hs) giỏi|\bhsg\b"),
    _rule("learning", "chua_dat", r"(?:học lực|học tập|kết quả).*chưa đạt"),
    _rule("learning", "tot", r"(?:học lực|học tập|kết quả)[^,]* tốt"),
    _rule(
        "learning", "kha", r"(?:học lực|học tập|xếp loại|loại|học sinh|hs|sinh viên|sv)[^,]* khá|tiên tiến"
    ),
    _rule("learning", "dat", r"(?:học lực|học tập|kết quả)[^,]* đạt"),
    _rule("learning", "trung_binh", r"(?:học lực|học tập|xếp loại|loại)[^,]* (?:trung bình|tb)"),
)
_ALONE = {"xuất sắc": "excellent_pupil", "giỏi": "gioi", "tốt": "tot", "khá": "kha", "đạt": "dat", "trung bình": "trung_binh", "tb": "trung_binh", "yếu": "yeu", "kém": "kem", "chưa đạt": "chua_dat"}  # fmt: skip
_CONDUCT = (
    _rule("conduct", "tot", r"(?:hạnh kiểm|rèn luyện|phẩm chất)[^,]* tốt"),
    _rule("conduct", "kha", r"(?:hạnh kiểm|rèn luyện|phẩm chất)[^,]* khá"),
    _rule("conduct", "dat", r"(?:hạnh kiểm|rèn luyện|phẩm chất)[^,]*(?<!chưa) đạt"),
    _rule("conduct", "trung_binh", r"(?:hạnh kiểm|rèn luyện)[^,]* (?:trung bình|tb)"),
)
_CONTEST = _rule("", True, r"giải|cấp (?:huyện|tỉnh|quốc|thành|trường)|quốc gia|quốc tế|cấp thị")
_NO_RESULT = _rule("", True, r"(?:^|\s)(?:không(?! có)|phấn đấu|mong|cố gắng|ước mơ|đăng ký|tham gia)(?= )")


def _of_learning(clauses: Sequence[str], done: set[str]) -> Iterator[Suggested]:
    honours: list[tuple[int, Suggested]] = []
    for words in clauses:
        clause = words.lower()
        if _NO_RESULT.fits(clause) or (_DENIED.fits(clause) and "chưa hoàn thành" not in clause):
            continue
        rank = next((place for place, one in enumerate(_HONOURS) if one.fits(clause)), None)
        if rank is not None:
            honours.append((rank, Suggested("honour", _HONOURS[rank].value, words)))
        elif words in done and clause in _ALONE:
            yield Suggested("learning", _ALONE[clause], words)
        elif not _CONTEST.fits(clause):
            yield from (Suggested(one.key, one.value, words) for one in _first(_LEARNING, clause))
        yield from (Suggested(one.key, one.value, words) for one in _first(_CONDUCT, clause))
    if honours:
        yield min(honours, key=lambda pair: pair[0])[1]


def _first(rules: Sequence[Rule], clause: str) -> Sequence[Rule]:
    return [rule for rule in rules if rule.fits(clause)][:1]
