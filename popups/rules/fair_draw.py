"""Drawing lots: who reviews what, so that nobody has more than the others where that can be."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence

Pairs = set[tuple[int, int]]


def draw(wanted: Mapping[int, int], allowed: Mapping[int, Sequence[int]], load: Counter[int], seed: int) -> list[tuple[int, int]]:
    """(application, person) by their keys. wanted: how many more people each application gets; allowed: whom it may get.

    load: what each has already. The same arguments draw the same. Plain data in and out; no database.
    """
    lot = random.Random(seed)  # noqa: S311 (fair, not secret: it must be possible to draw it again)
    order, carried, pairs = sorted(wanted), Counter(load), set()
    lot.shuffle(order)
    for application in order:
        people = sorted(allowed[application])
        lot.shuffle(people)
        for person in sorted(people, key=lambda one: carried[one])[:wanted[application]]:
            pairs.add((application, person))
            carried[person] += 1
    while _evened_out(pairs, allowed, carried):
        pass
    return sorted(pairs)


def _evened_out(pairs: Pairs, allowed: Mapping[int, Sequence[int]], carried: Counter[int]) -> bool:
    """Hands applications on from somebody with most to somebody with two fewer, through others where need be."""
    moves = _moves(pairs, allowed)
    for heavy in sorted({person for _application, person in pairs}, key=lambda one: (-carried[one], one)):
        chain = _chain(heavy, moves, carried)
        if chain:
            for application, giver, taker in chain:
                pairs.remove((application, giver))
                pairs.add((application, taker))
            carried[heavy] -= 1
            carried[chain[-1][2]] += 1
            return True
    return False


def _moves(pairs: Pairs, allowed: Mapping[int, Sequence[int]]) -> dict[int, dict[int, int]]:
    """For each person, who could take something over, and which application."""
    found: dict[int, dict[int, int]] = {}
    for application, giver in sorted(pairs):
        for taker in allowed[application]:
            if (application, taker) not in pairs:
                found.setdefault(giver, {}).setdefault(taker, application)
    return found


def _chain(heavy: int, moves: Mapping[int, Mapping[int, int]], carried: Counter[int]) -> list[tuple[int, int, int]]:
    """The shortest way from `heavy` to somebody who has at least two fewer: (application, giver, taker)."""
    ways: dict[int, list[tuple[int, int, int]]] = {heavy: []}
    waiting = [heavy]
    while waiting:
        giver = waiting.pop(0)
        for taker, application in sorted(moves.get(giver, {}).items()):
            if taker in ways:
                continue
            ways[taker] = [*ways[giver], (application, giver, taker)]
            if carried[taker] <= carried[heavy] - 2:
                return ways[taker]
            waiting.append(taker)
    return []
