"""Which field does a heading mean? Scores from 0 to 1, by wording alone."""

import difflib
import re
import unicodedata
from functools import lru_cache

from .vocabulary import VOCABULARY

PROPOSE = 0.6  # from this score on a column is proposed without asking
CONSIDER = 0.3
SURER = 0.9  # what a wording that is often unclear means at least in some kinds of file
MAX_HEADING = 200

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER_SIGNS = re.compile(
    r"#|№|\bn\s?[°º]|\b(?:no|nr|num|nbr|nro|núm|nº|number|numero|número|numéro)\b\.?",
    re.I,
)
_PARENTHESES = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SMALL_WORDS = frozenset(
    "the of a an de del do da des du la le les el il lo l d der die das van het".split()
    + "per in en".split()
)


@lru_cache(maxsize=4096)
def normalise(heading):
    """Return a heading without case, accents, punctuation: ``"Part-No."`` and ``"PART
    #"`` are ``"part no"``.
    """
    text = str(heading)[:MAX_HEADING].replace("ß", "ss")
    text = _NUMBER_SIGNS.sub(" no ", _CAMEL.sub(" ", text.replace("_", " ")))
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    return _NOT_WORD.sub(" ", text).strip()


def _compact(text):
    return text.replace(" ", "")


@lru_cache(maxsize=8)
def _wordings(kind):
    """Return {compact wording: {field: weight}} of a kind of file."""
    index = {}
    for concept, weights in VOCABULARY.items():
        field = kind.field_of(concept)
        for weight, texts in weights.items():
            if concept in kind.surer:
                weight = max(weight, SURER)
            for text in texts.split("|"):
                entry = index.setdefault(_compact(normalise(text)), {})
                entry[field] = max(weight, entry.get(field, 0))
    for field, weights in kind.vocabulary.items():
        for weight, texts in weights.items():
            for text in texts.split("|"):
                index[_compact(normalise(text))] = {field: weight}
    index.pop("", None)
    return index


@lru_cache(maxsize=4096)
def heading_scores(heading, kind):
    """Return ((field, score), …), best first, for the fields a heading can mean in a
    kind of file.
    """
    best = dict(_scores(normalise(heading), kind))
    bare = normalise(_PARENTHESES.sub(" ", str(heading)[:MAX_HEADING]))
    if bare:
        for field, score in _scores(bare, kind).items():
            best[field] = max(best.get(field, 0), score * 0.98)
    return tuple(sorted(best.items(), key=lambda item: -item[1]))


def _scores(name, kind):
    wordings = _wordings(kind)
    if not name:
        return {}
    exact = wordings.get(_compact(name))
    if exact:
        return exact
    tokens = name.split()
    important = [token for token in tokens if token not in _SMALL_WORDS] or tokens
    exact = wordings.get("".join(important))
    if exact:
        return {field: weight * 0.95 for field, weight in exact.items()}
    scores = _part_scores(important[:12], wordings)
    if not scores and len(_compact(name)) >= 6:
        close = difflib.get_close_matches(_compact(name), wordings, 1, 0.86)
        if close:
            scores = {
                field: weight * 0.75 for field, weight in wordings[close[0]].items()
            }
    return scores


def _part_scores(tokens, wordings):
    """Score the wordings found inside a longer heading by how much of it they cover."""
    scores, ignored = {}, 0.0
    for start in range(len(tokens)):
        for stop in range(len(tokens), start, -1):
            found = wordings.get("".join(tokens[start:stop]))
            if not found:
                continue
            share = ((stop - start) / len(tokens)) ** 0.5
            for field, weight in found.items():
                score = weight * share * 0.95
                if field == "ignored":
                    ignored = max(ignored, score)
                scores[field] = max(scores.get(field, 0), score)
    if (
        ignored
    ):  # "customer city", "stock quantity": the word that speaks against it weighs more
        for field in scores:
            if field != "ignored" and scores[field] <= ignored + 0.2:
                scores[field] *= 0.6
    return {field: score for field, score in scores.items() if score >= CONSIDER}
