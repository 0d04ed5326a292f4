"""Names and codes that look like another one, with the reason why.

Plain Python. Candidates are gone through once, whatever number of texts is asked for,
and only the best few of each text are compared letter by letter, so that tens of
thousands of products or partners cost a second.
"""

import difflib
import re
import unicodedata
from collections import Counter
from heapq import heappush, heappushpop
from typing import NamedTuple

BEST = 5
_LOOKED_AT = 25  # candidates per text that are compared letter by letter
_LEAST = 0.5  # less alike than that is no suggestion
_LEAST_PREFERRED = 0.2
_PREFERRED = 0.1  # what a preferred candidate is put ahead
_CONTAINED = 4  # letters and digits a code must have to be looked for inside another
_LENGTH = 200  # characters compared
_FEW = 4  # texts
_NOTED = 10_000  # candidates looked at for one of many texts

_NOT_WORD = re.compile(r"[\W_]+")
# legal forms of several words
_PHRASES = re.compile(r"\b(?:sp z o ?o|s ?a de c ?v|s de r ?l de c ?v|spol s r ?o)\b")
_DIGITS = re.compile(r"\d+")
_LEGAL = frozenset(
    """ab ag aps as asa bv bvba cc co company corp corporation cv doo eg ek ev ets
    eurl gbr ges gesellschaft gie gmbh group gruppe holding inc incorporated kft kg kgaa
    lda limited limitada llc llp lp ltd ltda mbh nv ohg oy oyj oü plc pte pty pvt sa
    saci sagl sarl sas sasu sca scop sia sl sll slu snc spa sprl srl
    sro ug unipessoal und and et y e the""".split()
)


class Match(NamedTuple):
    """A candidate: ``id``, how much alike from 0 to 1, and why.

    ``reason`` is ``same`` (but for case, accents, punctuation), ``legal_form`` (or
    another order of words), ``contains`` (one code within the other), ``numbers``
    (alike, but the digits differ), ``spelling`` or ``preferred`` (nothing but that).
    """

    id: int
    score: float
    reason: str
    kind: str
    text: str
    preferred: bool


class Form(NamedTuple):
    """A text as it is compared: ``compact`` without blanks, ``core`` also without
    legal form, ``words`` of the core in alphabetical order.
    """

    compact: str
    core: str
    words: str


def plain(text):
    """Return the words of a text in small letters, without accents and signs."""
    text = text[:_LENGTH].casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", text).strip()


def form(text):
    """Return the :class:`Form` of a plain text."""
    words = text.split()
    named = _joined(_PHRASES.sub(" ", text).split())
    named = [word for word in named if word not in _LEGAL] or words
    return Form("".join(words), "".join(named), " ".join(sorted(named)))


def _joined(words):
    """Put single letters together: the ``s a`` of ``S.A.`` is ``sa``."""
    if all(len(word) > 1 for word in words):
        return words
    joined, letters = [], ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        joined += filter(None, (letters, word))
        letters = ""
    return joined


def closest(texts, candidates, preferred=None, best=BEST):
    """Return {text: [:class:`Match`, …]}, the best first, each candidate once.

    :param texts: what somebody wrote
    :param candidates: iterable of (id, kind, text); one id may have several texts,
        such as code, barcode and name; kinds other than ``name`` are codes
    :param preferred: {text: ids that are likely before any comparison}
    """
    asked = {text: form(plain(text)) for text in dict.fromkeys(texts)}
    pool = _Pool(asked, preferred or {})
    for candidate in candidates:
        pool.add(*candidate)
    return {text: _best(asked[text], *pool.near(text), best) for text in asked}


class _Pool:
    """Candidates, and which of them share letters with what is asked for.

    Letters are compared by threes. A handful of texts is looked for in each candidate
    as it passes; for more, the candidates are noted under each three letters first.
    """

    def __init__(self, asked, preferred):
        self.names = {text: _threes(one.words) for text, one in asked.items()}
        self.codes = {text: _threes(one.compact) for text, one in asked.items()}
        self.same = {}
        for text, one in asked.items():
            for key in {one.compact, one.core} - {""}:
                self.same.setdefault(key, []).append(text)
        self.preferred = {}
        for text, ids in preferred.items():
            for candidate_id in ids:
                self.preferred.setdefault(candidate_id, []).append(text)
        self.few = len(asked) <= _FEW
        self.candidates = []
        self.lengths = []
        self.nearest = {text: [] for text in asked}
        self.noted = {
            is_name: {three: [] for threes in kept.values() for three in threes}
            for is_name, kept in ((True, self.names), (False, self.codes))
        }

    def add(self, candidate_id, kind, text):
        words = plain(text) if text else ""
        if not words:
            return
        compact = words.replace(" ", "")
        is_name = kind == "name"
        entry = (candidate_id, kind, text, words)
        for one in self.same.get(compact, ()):
            self._keep(one, 2.0, entry)
        for one in self.preferred.get(candidate_id, ()):
            self._keep(one, 2.0, entry)
        shown = f" {words} " if is_name else f" {compact} "
        if self.few:
            for one, threes in (self.names if is_name else self.codes).items():
                hits = sum([three in shown for three in threes])
                if hits:
                    self._keep(one, 2 * hits / (len(threes) + len(shown) - 2), entry)
            return
        noted, position = self.noted[is_name], len(self.candidates)
        for three in noted.keys() & {shown[i : i + 3] for i in range(len(shown) - 2)}:
            noted[three].append(position)
        self.candidates.append(entry)
        self.lengths.append(len(shown) - 2)

    def _keep(self, text, share, entry):
        heap = self.nearest[text]
        if len(heap) < _LOOKED_AT:
            heappush(heap, (share, entry))
        elif share > heap[0][0]:
            heappushpop(heap, (share, entry))

    def near(self, text):
        """Return the candidates to compare with a text, and the ids it prefers."""
        if not self.few:
            for is_name, kept in ((True, self.names), (False, self.codes)):
                self._count(text, kept[text], self.noted[is_name])
        liked = {one for one, texts in self.preferred.items() if text in texts}
        return [entry for _share, entry in self.nearest[text]], liked

    def _count(self, text, threes, noted):
        """Keep those that share most; the rarest threes first, as they tell most."""
        hits, seen = Counter(), 0
        for three in sorted(threes, key=lambda three: len(noted[three])):
            if seen > _NOTED and hits:
                break
            hits.update(noted[three])
            seen += len(noted[three])
        for position, number in hits.most_common(4 * _LOOKED_AT):
            share = 2 * number / (len(threes) + self.lengths[position])
            self._keep(text, share, self.candidates[position])


def _threes(text):
    """Return every three letters in a row, blanks at the ends included."""
    text = f" {text} "
    return {text[i : i + 3] for i in range(len(text) - 2)} - {"   "}


def _best(asked, entries, liked, best):
    matches = {}
    for candidate_id, kind, text, words in entries:
        score, reason = _compare(asked, form(words))
        is_liked = candidate_id in liked
        if is_liked:
            score = min(1.0, score + _PREFERRED)
            if score < _LEAST_PREFERRED:
                score, reason = 0.0, "preferred"
        elif score < _LEAST:
            continue
        match = Match(candidate_id, score, reason, kind, text, is_liked)
        known = matches.get(candidate_id)
        if known is None or match.score > known.score:
            matches[candidate_id] = match
    return sorted(matches.values(), key=lambda match: (-match.score, match.id))[:best]


def _compare(asked, candidate):
    """Return how much alike two forms are, and why."""
    if asked.compact and asked.compact == candidate.compact:
        return 1.0, "same"
    if asked.core and asked.core == candidate.core:
        return 0.97, "legal_form"
    if asked.words and asked.words == candidate.words:
        return 0.95, "legal_form"
    alike = _ratio(asked.core, candidate.core)
    if asked.words != asked.core or candidate.words != candidate.core:
        alike = max(alike, 0.98 * _ratio(asked.words, candidate.words))
    short, long = sorted((asked.compact, candidate.compact), key=len)
    if len(short) >= _CONTAINED and short in long:
        return max(alike, 0.6 + 0.3 * len(short) / len(long)), "contains"
    if _DIGITS.findall(asked.words) != _DIGITS.findall(candidate.words):
        return 0.85 * alike, "numbers"
    return 0.95 * alike, "spelling"


def _ratio(one, other):
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
