from khfund.returns.claim import INDICATORS, MAKEUP, SCOPE_WORDS, Scope


def test_every_scope_has_its_words():
    assert set(SCOPE_WORDS) == set(Scope)


def test_no_scope_is_a_part_of_itself_however_deep():
    def inside(scope):
        makeup = MAKEUP.get(scope)
        return (
            []
            if makeup is None
            else [part for one in (*makeup.parts, *makeup.doubtful) for part in (one, *inside(one))]
        )

    assert [scope for scope in Scope if scope in inside(scope)] == []


def test_indicators_are_told_apart_by_code_and_by_words():
    assert len({one.code for one in INDICATORS}) == len({one.words for one in INDICATORS}) == len(INDICATORS)
