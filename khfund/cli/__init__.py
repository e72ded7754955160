"""The command line: `khfund [--db URL] [--as LOGIN] [--json] [--request-id ID] NOUN VERB …`.

Exit codes: 0 done · 2 refused, nothing changed · 3 busy, try again · 4 the books contradict themselves · 5 the place
where they are kept failed. Read `main` first, then `edge`; every other file holds the verbs of its nouns.
"""

from khfund.cli.main import main

__all__ = ["main"]
