"""Two texts read as one: which words were kept, deleted and inserted, and whose look changed.

Hunks are chosen as a reader would: as few words marked as possible, but no stray word or space
kept between two changes, and never a cut within a word or between a number and its unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from sla_writer.document import Mark, Run, Runs
from sla_writer.redline.tokens import Token, look, tokens

_HUNK = 12
"""What a hunk costs a reader, in the weights of tokens: a stretch worth less isn't kept apart."""
_SMALL, _LARGE = 600, 60_000
"""Pairs of tokens above which a text is first parted where both agree, and beyond which what is
left is taken for wholly rewritten."""
_NEVER = -(10**9)
_SENTENCE_ENDS = frozenset(".!?…")

Hunk = tuple[int, int, int, int]
"""Where the old tokens are replaced by the new ones: old from, old to, new from, new to."""
Tokens = Sequence[Token]
Scores = list[list[int]]
Piece = tuple[Mark | None, str, Run, Run]
"""A stretch of the redline: its mark, its text, and the runs it stands in, old and new."""


def marked(old: Runs, new: Runs, language: str) -> Runs:
    """The runs of two texts as one, with marks."""
    if old == new:
        return new
    before, after = tokens(old, language), tokens(new, language)
    return _runs(_pieces(before, after, hunks(before, after)))


def halved(old: Runs, first: Runs, second: Runs, language: str) -> tuple[Runs, Runs]:
    """The same of one text that became two: the runs of the first and of the second."""
    before, one, two = (tokens(each, language) for each in (old, first, second))
    found = list(_cut(hunks(before, [*one, *two]), len(one)))
    upper = [hunk for hunk in found if hunk[3] <= len(one)]
    at = upper[-1][1] + len(one) - upper[-1][3] if upper else len(one)
    lower = [(i - at, below - at, j - len(one), beyond - len(one)) for i, below, j, beyond in found]
    return (
        _runs(_pieces(before[:at], one, upper)),
        _runs(_pieces(before[at:], two, lower[len(upper) :])),
    )


def _cut(found: Sequence[Hunk], cut: int) -> Iterator[Hunk]:
    """The hunks with the one that reaches over the new place `cut` in two."""
    for i, below, j, beyond in found:
        if j < cut < beyond:
            yield i, below, j, cut
            yield below, below, cut, beyond
        else:
            yield i, below, j, beyond


# --- runs -----------------------------------------------------------------------------------------


def _pieces(old: Tokens, new: Tokens, found: Sequence[Hunk]) -> Iterator[Piece]:
    i = j = 0
    for start, below, first, beyond in (*found, (len(old), len(old), len(new), len(new))):
        for was, now in zip(old[i:start], new[j:first], strict=True):
            yield from _kept(was, now)
        yield from ((Mark.DELETED, text, run, run) for t in old[start:below] for text, run in t.of)
        yield from (
            (Mark.INSERTED, text, run, run) for t in new[first:beyond] for text, run in t.of
        )
        i, j = below, beyond


def _kept(old: Token, new: Token) -> Iterator[Piece]:
    """A token of both, in pieces whose look is one in each."""
    if len(old.of) == len(new.of) == 1:
        yield None, new.text, old.of[0][1], new.of[0][1]
        return
    ends = sorted({*_ends(old), *_ends(new)})
    for start, end in pairwise([0, *ends]):
        yield None, new.text[start:end], _run_at(old, start), _run_at(new, start)


def _ends(token: Token) -> Iterator[int]:
    at = 0
    for text, _ in token.of:
        at += len(text)
        yield at


def _run_at(token: Token, at: int) -> Run:
    return next(run for end, (_, run) in zip(_ends(token), token.of, strict=True) if at < end)


def _runs(pieces: Iterable[Piece]) -> Runs:
    """The pieces as runs; neighbours of one mark and one look, old and new, are one run."""
    found: list[tuple[list[str], Mark | None, Run, Run]] = []
    for mark, text, old, new in pieces:
        if found and mark is found[-1][1] and _continues(found[-1], old, new):
            found[-1][0].append(text)
        else:
            found.append(([text], mark, old, new))
    return tuple(_run("".join(texts), mark, old, new) for texts, mark, old, new in found)


def _continues(before: tuple[list[str], Mark | None, Run, Run], old: Run, new: Run) -> bool:
    """Whether a piece goes on with the run before it: references and places stand alone."""
    if old.control or old.target or new.control or new.target:
        return False
    return (old is before[2] or look(old) == look(before[2])) and (
        new is before[3] or look(new) == look(before[3])
    )


def _run(text: str, mark: Mark | None, old: Run, new: Run) -> Run:
    was = None
    if old is not new and look(old) != look(new):
        was = old if old.text == text else replace(old, text=text)
    if mark is None and was is None and new.text == text:
        return new
    return replace(new, text=text, mark=mark, was=was)


# --- hunks ----------------------------------------------------------------------------------------


def hunks(old: Tokens, new: Tokens) -> list[Hunk]:
    """The hunks that make one row of tokens of the other; those of the way back are the same."""
    before, after = [token.key for token in old], [token.key for token in new]
    if before > after:
        return [(i, below, j, beyond) for j, beyond, i, below in hunks(new, old)]
    weights = {token.key: token.weight for token in old}
    ids = {key: at for at, key in enumerate(weights)}
    unknown = len(ids)
    ours = [ids[key] for key in before]
    theirs = [ids.get(key, unknown) for key in after]
    found = _found(ours, theirs, list(weights.values()), (0, len(ours), 0, len(theirs)))
    return _slid(old, new, _whole(found))


def _found(old: list[int], new: list[int], weights: list[int], span: Hunk) -> Iterator[Hunk]:
    """The hunks of a span: ends that are equal are kept, long spans are parted where they agree."""
    spans = [span]
    while spans:
        i, below, j, beyond = span = _trimmed(old, new, spans.pop())
        cells = (below - i) * (beyond - j)
        anchor = _anchor(old, new, weights, span) if cells > _SMALL else None
        if anchor:
            spans.append((anchor[1], below, anchor[3], beyond))
            spans.append((i, anchor[0], j, anchor[2]))
        elif 0 < cells <= _LARGE:
            yield from _best(old, new, weights, span)
        elif i < below or j < beyond:
            yield span


def _trimmed(old: list[int], new: list[int], span: Hunk) -> Hunk:
    i, below, j, beyond = span
    while i < below and j < beyond and old[i] == new[j]:
        i, j = i + 1, j + 1
    while i < below and j < beyond and old[below - 1] == new[beyond - 1]:
        below, beyond = below - 1, beyond - 1
    return i, below, j, beyond


def _anchor(old: list[int], new: list[int], weights: list[int], span: Hunk) -> Hunk | None:
    """The longest stretch in both that holds a token which stands once in each."""
    i, below, j, beyond = span
    ours, theirs = Counter(old[i:below]), Counter(new[j:beyond])
    places = {new[at]: at for at in range(j, beyond)}
    best, worth, seen = None, _HUNK, i
    for at in range(i, below):
        token = old[at]
        if at >= seen and ours[token] == theirs[token] == 1:
            stretch = _stretch(old, new, span, at, places[token])
            seen, total = stretch[1], sum(weights[t] for t in old[stretch[0] : stretch[1]])
            if total > worth:
                best, worth = stretch, total
    return best


def _stretch(old: list[int], new: list[int], span: Hunk, at: int, to: int) -> Hunk:
    """How far the two agree around a place in each."""
    start, first, end, last = at, to, at + 1, to + 1
    while start > span[0] and first > span[2] and old[start - 1] == new[first - 1]:
        start, first = start - 1, first - 1
    while end < span[1] and last < span[3] and old[end] == new[last]:
        end, last = end + 1, last + 1
    return start, end, first, last


def _best(old: list[int], new: list[int], weights: list[int], span: Hunk) -> Iterator[Hunk]:
    """The hunks for which the weight of what is kept, less the cost of the hunks, is greatest.

    Aligned as Gotoh (1982) does with affine gaps, but a deletion and an insertion side by side are
    one gap: `kept` is the best that ends in a kept token, `gone` the best that ends in a hunk.
    """
    i, below, j, beyond = span
    ours, theirs = old[i:below], new[j:beyond]
    kept, gone = _scores(ours, theirs, weights)
    x, y = len(ours), len(theirs)
    found: list[Hunk] = []
    while x or y:
        end, last = x, y
        while (x or y) and gone[x][y] != kept[x][y] - _HUNK:
            if x and gone[x][y] == gone[x - 1][y]:
                x -= 1
            else:
                y -= 1
        found.append((i + x, i + end, j + y, j + last))
        while (x or y) and kept[x][y] >= gone[x][y]:
            x, y = x - 1, y - 1
    return reversed(found)


def _scores(ours: list[int], theirs: list[int], weights: list[int]) -> tuple[Scores, Scores]:
    """The best scores before each pair of places: those that end in a kept token, and in a hunk."""
    kept = [[0, *([_NEVER] * len(theirs))]]
    gone = [[-_HUNK] * (len(theirs) + 1)]
    for token in ours:
        weight = weights[token]
        over_kept, over_gone = kept[-1], gone[-1]
        row_kept, row_gone = [_NEVER], [-_HUNK]
        last = -_HUNK
        for y, other in enumerate(theirs):
            last = max(last, over_gone[y + 1])
            score = _NEVER
            if other == token:
                score = max(over_kept[y], over_gone[y]) + weight
                last = max(last, score - _HUNK)
            row_kept.append(score)
            row_gone.append(last)
        kept.append(row_kept)
        gone.append(row_gone)
    return kept, gone


# --- hunks as a reader would draw them ------------------------------------------------------------


def _whole(found: Iterable[Hunk]) -> list[Hunk]:
    """The hunks with those that touch as one."""
    whole: list[Hunk] = []
    for hunk in found:
        if whole and (whole[-1][1], whole[-1][3]) == (hunk[0], hunk[2]):
            hunk = (whole[-1][0], hunk[1], whole.pop()[2], hunk[3])
        whole.append(hunk)
    return whole


def _slid(old: Tokens, new: Tokens, found: list[Hunk]) -> list[Hunk]:
    """The hunks, where only one text has words with these at the edges of words and sentences."""
    slid = list(found)
    for at, (i, below, j, beyond) in enumerate(found):
        if i == below or j == beyond:
            before = slid[at - 1] if at else (0, -1, 0, -1)
            after = found[at + 1] if found[at + 1 :] else (len(old) + 1, 0, len(new) + 1, 0)
            room = (before[1], after[0]) if j == beyond else (before[3], after[2])
            side, start, end = (old, i, below) if j == beyond else (new, j, beyond)
            far = _far(side, start, end, room)
            slid[at] = i + far, below + far, j + far, beyond + far
    return slid


def _far(side: Tokens, start: int, end: int, room: tuple[int, int]) -> int:
    """How many tokens a stretch slides, over tokens like its own, to its best place."""
    places = [0]
    for step, last in ((-1, room[0] + 1), (1, room[1] - 1)):
        slid = 0
        while (start + slid if step < 0 else end + slid) != last and _same(
            side, start, end, slid, step
        ):
            slid += step
            places.append(slid)
    return max(places, key=lambda slid: _edge(side, start + slid) + _edge(side, end + slid))


def _same(side: Tokens, start: int, end: int, slid: int, step: int) -> bool:
    """Whether the token that a stretch slides over is the one that it leaves behind."""
    if step < 0:
        return side[start + slid - 1].key == side[end + slid - 1].key
    return side[start + slid].key == side[end + slid].key


def _edge(side: Tokens, at: int) -> int:
    """How good a place is for a hunk to begin or end."""
    if at in (0, len(side)):
        return 3
    after_space = side[at - 1].key[0].isspace()
    closed = side[at - 2 if after_space and at > 1 else at - 1].key[0][-1:] in _SENTENCE_ENDS
    return 2 if closed else int(after_space)
