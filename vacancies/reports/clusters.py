"""Entries that stand in one spot, told of once instead of each with each other."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from vacancies.reports.duplicates import FAINT, Pair


@dataclass(frozen=True)
class Cluster:
    """Three or more of which each is near each other one, and nothing else speaks for their being one place."""

    keys: tuple[int, ...]


def gathered(pairs: list[Pair]) -> list[Pair | Cluster]:
    """The same in the same order, but whoever stands in one spot with several others is told of once."""
    near: dict[int, set[int]] = defaultdict(set)
    for pair in pairs:
        if pair.rank >= FAINT:
            near[pair.first].add(pair.second)
            near[pair.second].add(pair.first)
    found: list[Pair | Cluster] = []
    told: set[tuple[int, int]] = set()
    for pair in pairs:
        if (pair.first, pair.second) in told:
            continue
        keys = _spot(pair, near) if pair.rank >= FAINT else (pair.first, pair.second)
        told.update(combinations(keys, 2))
        found.append(Cluster(keys) if len(keys) > 2 else pair)
    return found


def _spot(pair: Pair, near: dict[int, set[int]]) -> tuple[int, ...]:
    keys = [pair.first, pair.second]
    for key in sorted(near[pair.first] & near[pair.second]):
        if near[key].issuperset(keys):
            keys.append(key)
    return tuple(sorted(keys))
