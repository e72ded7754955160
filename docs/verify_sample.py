"""Draw a random sample of entries again, with nothing but Python's standard library.

usage: python verify_sample.py LIST.csv ROOT SIZE WORD COUNT uniform|money

LIST.csv is the published list of entries (number,amount in đồng), ROOT the root of the log in base64, SIZE the number
of its commands, WORD the word that was announced, COUNT how many entries were wanted. Printed are the SHA-256 of the
list, the seed, and the numbers of the entries in the order in which they are drawn: all three stand on the public page.
"""

import hashlib
import sys
from pathlib import Path


def seed_of(root: str, size: str, word: str) -> str:
    """The seed: SHA-256 of four lines."""
    return hashlib.sha256(f"khfund-sample/1\n{root}\n{size}\n{word}\n".encode()).hexdigest()


def digest(seed: str, what: int) -> str:
    """What decides: SHA-256 of the seed and a number."""
    return hashlib.sha256(f"{seed}|{what}".encode()).hexdigest()


def drawn(seed: str, entries: list[tuple[int, int]], count: int, method: str) -> list[int]:
    """The entries drawn: those with the smallest digests, or, by money, those at the places that the digests name."""
    if count >= len(entries):
        return [number for number, _amount in entries]
    if method == "uniform":
        return sorted((number for number, _amount in entries), key=lambda number: digest(seed, number))[
            :count
        ]
    left, found = list(entries), []
    for draw in range(1, count + 1):
        place = int(digest(seed, draw), 16) % sum(amount for _number, amount in left)
        index = 0
        while place >= left[index][1]:
            place -= left[index][1]
            index += 1
        found.append(left.pop(index)[0])
    return found


def main(arguments: list[str]) -> int:
    """Print the digest of the list, the seed and the sample."""
    if len(arguments) != 6 or arguments[5] not in {"uniform", "money"}:
        print(__doc__)
        return 2
    file, root, size, word, count, method = arguments
    content = Path(file).read_bytes()
    rows = [line.split(",") for line in content.decode("ascii").splitlines() if line]
    seed = seed_of(root, size, word)
    print("list", hashlib.sha256(content).hexdigest())
    print("seed", seed)
    print("sample", *drawn(seed, [(int(number), int(amount)) for number, amount in rows], int(count), method))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
