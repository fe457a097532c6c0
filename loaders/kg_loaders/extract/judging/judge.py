"""What frames read in paragraphs -> what holds there: a learned judge vetoes frames, proposes others, weighs all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kg.ontology import Ontology
from kg_loaders.extract.found import Match
from kg_loaders.extract.judging.arrays import Integers
from kg_loaders.extract.judging.candidates import Candidates, candidates_of, kind_pairs
from kg_loaders.extract.judging.claims import ClaimReader
from kg_loaders.extract.judging.features import Features, Matches, features_of
from kg_loaders.extract.judging.model import JudgeModel
from kg_loaders.extract.judging.proposals import proposals_of
from kg_loaders.extract.judging.reasons import phrases_of
from kg_loaders.extract.judging.sights import Sights
from kg_loaders.extract.judging.words import Words
from kg_loaders.extract.read_paragraphs import ReadParagraph, Verdict
from kg_loaders.extract.tree import Token

SORTS = ("verb", "noun", "adjective", "compound", "modifier", "comma", "within", "office")  # of rules
_WORDS = frozenset(["VERB", "NOUN", "ADJ"])


@dataclass(frozen=True, slots=True)
class View:
    """A batch of paragraphs as the judge sees it. `matched` are the matches behind each row of the sights' matches."""

    candidates: Candidates
    sights: Sights
    features: Features
    matched: tuple[tuple[Match, ...], ...]

    def candidate_of(self, match: Match) -> int | None:
        """Return the candidate of the ends of a match, as far as there is one."""
        rows, fillers = self.candidates, self.candidates.ends.fillers
        if match.target is not None:
            for number, (source, target) in enumerate(zip(rows.source.tolist(), rows.target.tolist(), strict=True)):
                ends = (fillers[source].cluster, fillers[target].cluster)
                place = rows.places[self.sights.place[number]].span
                is_here = place.doc is match.predicate.doc and place.start <= match.predicate.i < place.end
                if is_here and ends == (match.source.cluster, match.target.cluster):
                    return number
        return None

    def predicate(self, candidate: int, type: int) -> Token:
        """Return the word that tells a type best, by its number: that of the best claim, else a word on the way."""
        claims = self.sights.claims
        first, last = np.searchsorted(claims.candidate, [candidate, candidate + 1])
        told = [at for at in range(first, last) if claims.type[at] == type]
        if not told:
            return self._telling_word(candidate)
        best = min(told, key=lambda at: (claims.fit[at], not claims.is_complete[at], not claims.is_near[at]))
        return self.token(candidate, int(claims.predicate[best]))

    def _telling_word(self, candidate: int) -> Token:
        """The word that may tell what joins two ends: where they meet, else on the way, else the target.

        Of "hopes to meet Orr in Paris" it is "meet", for the target.
        """
        row, ends = self.candidates, self.candidates.ends
        source, target = row.source[candidate], row.target[candidate]
        inside = {*range(ends.start[source], ends.end[source]), *range(ends.start[target], ends.end[target])}
        top, down = int(row.top[candidate]), row.down[candidate].tolist()
        infinitives = [at for at in down if at >= 0 and self.token(candidate, at).dep_ == "xcomp"]
        for at in (*infinitives[:1], top, *down[::-1], *row.up[candidate, ::-1].tolist()):
            if at >= 0 and at not in inside and self.token(candidate, at).pos_ in _WORDS:
                return self.token(candidate, at)
        head: Token = ends.fillers[target].mention.head
        return head

    def token(self, candidate: int, at: int) -> Token:
        """Return a word of the batch that stands in the sentence of a candidate."""
        place = self.candidates.places[self.sights.place[candidate]]
        token: Token = place.span.doc.tokens[at - place.start + place.span.start]
        return token


class Viewer:
    """Sees paragraphs as training and reading both do."""

    def __init__(self, ontology: Ontology) -> None:
        """Hold the types."""
        self._ontology = ontology
        self.number_of = {name: number for number, name in enumerate(ontology.types)}
        self._joined, self._claims = kind_pairs(ontology), ClaimReader(ontology)

    def view(self, batch: Sequence[ReadParagraph]) -> View:
        """Look at paragraphs."""
        words = Words.of([one.paragraph.doc for one in batch])
        candidates = candidates_of(words, [(one.paragraph, one.fillers) for one in batch], self._joined)
        claims = self._claims.claims_of(candidates, [one.predicates for one in batch])
        matches, matched = self._matches(batch, candidates)
        sights = Sights.of(candidates, claims, matches)
        return View(candidates, sights, features_of(candidates, claims, matches), matched)

    def _matches(
        self, batch: Sequence[ReadParagraph], candidates: Candidates
    ) -> tuple[Matches, tuple[tuple[Match, ...], ...]]:
        """Find the candidate of each match; several may read the same."""
        ends, matches = _ends_of_matches(batch, candidates)
        rows: dict[tuple[int, int], tuple[Match, ...]] = {}
        for candidate, match in zip(candidates.positions(*ends.T).tolist(), matches, strict=True):
            if candidate >= 0:
                key = (candidate, self.number_of[match.type.name])
                rows[key] = (*rows.get(key, ()), match)
        ordered = sorted(rows)
        sorts = [SORTS.index(rows[key][0].rule.partition(":")[0]) for key in ordered]
        table = np.array(ordered, np.int64).reshape(len(ordered), 2)
        return Matches(table[:, 0], table[:, 1], np.array(sorts, np.int64)), tuple(rows[key] for key in ordered)


def _ends_of_matches(batch: Sequence[ReadParagraph], candidates: Candidates) -> tuple[Integers, list[Match]]:
    """Return the sentence, source and target of matches by their numbers, and whose they are.

    Those of symmetric types come twice, either way round.
    """
    place_of = {(place.paragraph, place.span.start): number for number, place in enumerate(candidates.places)}
    ends = candidates.ends
    number_of = {id(end.cluster): number for end, number in zip(ends.fillers, ends.cluster.tolist(), strict=True)}
    found: list[tuple[int, int, int]] = []
    matches: list[Match] = []
    for paragraph, one in enumerate(batch):
        for match in one.matches:
            place = place_of.get((paragraph, match.predicate.sent.start))
            for source, target in _ends_of(match):
                if place is not None and source in number_of and target in number_of:
                    found.append((place, number_of[source], number_of[target]))
                    matches.append(match)
    return np.array(found, np.int64).reshape(len(found), 3), matches


class Judge:
    """Decides what holds between the entities of sentences."""

    def __init__(self, model: JudgeModel, ontology: Ontology, own: frozenset[str] = frozenset()) -> None:
        """Hold the model. `own` names frames of the user's, which say all that their words may say."""
        self._model, self._ontology, self._own = model, ontology, own
        self._viewer = Viewer(ontology)

    def judge(self, batch: Sequence[ReadParagraph]) -> list[list[Verdict]]:
        """Return for each paragraph what is said there, in order of the predicates, and whether it holds.

        Matches that no candidate stands for (without a target, across sentences, of types that the judge does not
        know) hold as they are.
        """
        if not batch:
            return []
        view = self._viewer.view(batch)
        verdicts: list[list[Verdict]] = [[] for _ in batch]
        judged: set[int] = set()
        taken = self._own_words(batch)
        for candidate, verdict, matches in self._verdicts(view) if len(view.sights.place) else ():
            if not matches and verdict.match.predicate in taken:
                continue
            verdicts[view.candidates.places[view.sights.place[candidate]].paragraph].append(verdict)
            judged |= {id(match) for match in matches}
        for inside, one in zip(verdicts, batch, strict=True):
            inside += [_untold(match) for match in one.matches if id(match) not in judged]
            inside.sort(key=lambda verdict: verdict.match.predicate.i)
        return verdicts

    def _own_words(self, batch: Sequence[ReadParagraph]) -> set[Token]:
        """Return the predicates that the user's frames speak for."""
        if not self._own:
            return set()
        predicates = [predicate for one in batch for predicate in one.predicates]
        return {one.token for one in predicates if any(frame.name in self._own for frame in one.frames)}

    def reasons(self, batch: Sequence[ReadParagraph], match: Match, *, most: int = 5) -> list[tuple[str, float]]:
        """Return the features that speak most for a match, in words, with their weights, the strongest first.

        `batch` holds its paragraph. There are none where the judge had nothing to judge.
        """
        view = self._viewer.view(batch)
        candidate, name = view.candidate_of(match), match.type.name
        if candidate is None or name not in self._model.types.names:
            return []
        phrases = phrases_of(view.features, candidate, match.predicate.doc.strings, list(self._ontology.types))
        told = dict(phrases)
        keys, weights = self._model.first.weights(np.array(list(told), np.uint32), self._model.types.names.index(name))
        ranked = sorted(zip(weights.tolist(), keys.tolist(), strict=True), reverse=True)
        return [(told[key], round(weight, 2)) for weight, key in ranked[:most] if weight > 0]

    def _verdicts(self, view: View) -> Iterator[tuple[int, Verdict, tuple[Match, ...]]]:
        """Yield candidates, what is thought of a type of each, and the matches that this settles."""
        model, types = self._model, self._model.types
        proposals = proposals_of(view.sights, model.first.likely(view.features), types)
        sure = model.trees.predict(proposals.numbers)
        matched = self._matched(view)
        at = zip(proposals.rows.tolist(), proposals.columns.tolist(), strict=True)
        holds = sure >= model.accept[proposals.columns]
        for number, (key, is_right) in enumerate(zip(at, holds.tolist(), strict=True)):
            matches = matched.pop(key, ())
            if is_right or matches:
                match = matches[0] if matches else self._proposed(view, *key)
                verdict = Verdict(match=match, holds=is_right, confidence=round(float(sure[number]), 2))
                yield key[0], verdict if is_right or match.rule not in self._own else _untold(match), matches

    def _proposed(self, view: View, candidate: int, column: int) -> Match:
        """Return a match by the word that tells it best."""
        name = self._model.types.names[column]
        fillers = view.candidates.ends.fillers
        return Match(
            predicate=view.predicate(candidate, self._viewer.number_of[name]),
            rule=f"judge:{name}",
            type=self._ontology.types[name],
            source=fillers[view.candidates.source[candidate]],
            target=fillers[view.candidates.target[candidate]],
        )

    def _matched(self, view: View) -> dict[tuple[int, int], tuple[Match, ...]]:
        """What frames matched of the types that the judge knows, by candidate and column."""
        columns = self._model.types.column[view.sights.matches.type].tolist()
        keys = zip(view.sights.matches.candidate.tolist(), columns, strict=True)
        return {key: matches for key, matches in zip(keys, view.matched, strict=True) if key[1] >= 0}


def _untold(match: Match) -> Verdict:
    return Verdict(match=match, holds=True, confidence=None)


def _ends_of(match: Match) -> list[tuple[int, int]]:
    if match.target is None:
        return []
    straight = (id(match.source.cluster), id(match.target.cluster))
    return [straight, straight[::-1]] if match.type.is_symmetric else [straight]
