"""Words without the endings that their forms differ in, so that "leads" is "lead"."""

from __future__ import annotations

import re

_RUSSIAN = re.compile(
    r"(?:иями|ями|ами|ыми|ими|ого|его|ому|ему|ией|ией|иям|иях|ых|их|ая|яя|ую|юю|ое|ее|ые|ие|ый|ий"
    r"|ой|ей|ом|ем|ам|ям|ах|ях|ев|ов|ьи|ья|ью|ье|ия|ию|ии"
    r"|а|я|о|е|и|ы|у|ю|й|ь)$"
)
_REFLEXIVE = re.compile(r"(?:ся|сь)$")
_ENGLISH = (
    (re.compile(r"[’]s?$"), ""),
    (re.compile(r"ies$"), "y"),
    (re.compile(r"(?<=ss|ch|sh)es$|(?<=x)es$"), ""),
    (re.compile(r"(?<![su])s$"), ""),
    (re.compile(r"ied$"), "y"),
    (re.compile(r"(?<=[a-z]{3})(?:ed|ing)$"), ""),
    (re.compile(r"([b-df-hj-km-np-rt-z])\1$"), r"\1"),
    (re.compile(r"(?<=[a-z]{2})e$"), ""),
)
_SHORTEST = 3


def stem(word: str, language: str) -> str:
    """What the forms of a word in small letters have in common."""
    return _russian(word) if language == "ru" else _english(word)


def _english(word: str) -> str:
    for ending, instead in _ENGLISH:
        word = ending.sub(instead, word)
    return word


def _russian(word: str) -> str:
    bare = _REFLEXIVE.sub("", word) if len(word) > _SHORTEST + 2 else word
    cut = _RUSSIAN.sub("", bare)
    return cut if len(cut) >= _SHORTEST else bare
