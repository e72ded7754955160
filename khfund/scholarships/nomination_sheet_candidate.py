"""One candidate of a nomination list, as the row says and as its mistakes allow."""

from __future__ import annotations

from datetime import date

import attrs

from khfund.scholarships.suggestion import Suggested, Suggestions, Value, suggest


@attrs.frozen
class Candidate:
    """One row that is fit to be taken in; empty texts are what the list does not say.

    `categories` are the numbers that the list claims, `phones` have ten digits, `learner` is a value of FACTS.
    `stated` are facts of columns of their own, each with the words it came from.
    """

    sheet: str | None
    row: int
    full_name: str
    birth_day: date | None = None
    birth_year: int | None = None
    sex: str = ""
    village: str = ""
    commune: str = ""
    address: str = ""
    phones: tuple[str, ...] = ()
    school: str = ""
    school_class: str = ""
    grade: int | None = None
    learner: str = ""
    categories: tuple[int, ...] = ()
    circumstances: str = ""
    achievements: str = ""
    note: str = ""
    stated: tuple[tuple[str, Value, str], ...] = ()

    @property
    def phone(self) -> str:
        """The first telephone number."""
        return self.phones[0] if self.phones else ""

    @property
    def category(self) -> str:
        """The claimed categories as a nomination keeps them: "2,6"."""
        return ",".join(map(str, self.categories))

    @property
    def file_place(self) -> str:
        """Sheet and row, as a nomination keeps them: «Sheet1!12»."""
        return f"{self.sheet}!{self.row}" if self.sheet else str(self.row)

    @property
    def suggestions(self) -> Suggestions:
        """What the row suggests: columns of facts first, then the words, then the claimed categories."""
        read = suggest(self.circumstances, self.achievements)
        facts = {key: Suggested(key, value, words) for key, value, words in self.stated}
        for one in read.facts:
            facts.setdefault(one.key, one)
        for number in self.categories:
            key, value = CLAIMS.get(number, ("", ""))
            if key and key not in facts:
                facts[key] = Suggested(key, value, f"đối tượng {number}")
        return Suggestions(tuple(facts.values()), read.unread)


CLAIMS: dict[int, tuple[str, Value]] = {
    1: ("disability", "unrated"),
    2: ("orphan", "both"),
    3: ("orphan", "one"),
    5: ("needs_bicycle", True),
    6: ("makeshift_house", True),
    7: ("overcomes_hardship", True),
}
"""What a mark in a category claims of the family or pupil. Category 4 may be illness or inability: it claims neither."""
