"""What the judge sees of a sentence, and how its weights decide."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from kg.errors import LexiconError
from kg.ontology import load_ontology
from kg_loaders.extract import SpacyExtractor
from kg_loaders.extract.candidates import Candidate
from kg_loaders.extract.entities import EntityFinder, ParsedParagraph
from kg_loaders.extract.found import FoundStatement, Match
from kg_loaders.extract.judge import Judge
from kg_loaders.extract.judge_features import Sight
from kg_loaders.extract.judge_model import FirstStage, JudgeModel, load_model, save_model
from kg_loaders.extract.judge_proposals import NUMBERS, TypeTable, proposals_of
from kg_loaders.extract.judge_sights import SightReader
from kg_loaders.extract.judge_trees import Trees
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.paragraphs import paragraphs_of
from kg_loaders.extract.roles import RoleReader
from kg_loaders.lexicon import load_frames, load_words


@dataclass(frozen=True)
class Read:
    paragraph: ParsedParagraph
    fillers: ParagraphFillers
    matches: list[Match]


def read(extractor: SpacyExtractor, text: str) -> Read:
    """A text of one paragraph as the reader has it when the judge is asked."""
    parts = list(paragraphs_of(text))
    (paragraph,) = extractor._parsed(parts, list(extractor._nlp.pipe(part.text for part in parts)))
    entities = EntityFinder(load_words())
    entities.read([paragraph])
    found = extractor._finder.find(paragraph, entities, None)
    matches = [item.match for item in found if isinstance(item, FoundStatement)]
    return Read(paragraph, ParagraphFillers(paragraph, entities, load_words()), matches)


def sights(extractor: SpacyExtractor, text: str) -> list[Sight]:
    one = read(extractor, text)
    reader = SightReader(load_frames(), load_ontology(), RoleReader(load_words()))
    return [sight for inside in reader.sentences(one.paragraph, one.fillers, one.matches) for sight in inside]


def between(found: list[Sight], source: str, target: str) -> Sight:
    return next(sight for sight in found if names(sight.candidate) == (source, target))


def names(candidate: Candidate) -> tuple[str, str]:
    return (candidate.source.mention.name, candidate.target.mention.name)


def test_every_ordered_pair_that_a_type_can_join_is_a_candidate(extractor: SpacyExtractor) -> None:
    found = sights(extractor, "Ana Kerr met Paul Ott in Oslo.")

    assert {names(sight.candidate) for sight in found} == {
        ("Ana Kerr", "Paul Ott"),
        ("Paul Ott", "Ana Kerr"),
        ("Ana Kerr", "Oslo"),
        ("Paul Ott", "Oslo"),
    }


def test_the_way_leads_over_the_word_where_ends_meet(extractor: SpacyExtractor) -> None:
    candidate = between(sights(extractor, "Ana Kerr visited Berlin."), "Ana Kerr", "Berlin").candidate

    assert candidate.sentence.doc[candidate.top].text == "visited"
    assert (len(candidate.up), len(candidate.down)) == (1, 1)


@pytest.mark.parametrize(
    ("text", "source", "target", "claim"),
    [
        ("Ana Kerr visited Berlin.", "Ana Kerr", "Berlin", ("VISITS", "strict")),
        ("Kenyan officials visited Berlin.", "Kenya", "Berlin", ("VISITS", "nested")),
        ("Ana Kerr attacked Paul Ott.", "Paul Ott", "Ana Kerr", ("ATTACKS", "turned")),
        ("Ana Kerr, who visited Berlin, phoned Paul Ott.", "Ana Kerr", "Paul Ott", ("VISITS", "source")),
    ],
)
def test_frames_claim_more_than_they_match(
    extractor: SpacyExtractor, text: str, source: str, target: str, claim: tuple[str, str]
) -> None:
    sight = between(sights(extractor, text), source, target)

    assert claim in [(one.type, one.fit) for one in sight.claims]


def test_what_frames_matched_is_seen(extractor: SpacyExtractor) -> None:
    sight = between(sights(extractor, "Ana Kerr visited Berlin."), "Ana Kerr", "Berlin")

    assert sight.rules == {"VISITS": "verb:visit:VISITS"}
    assert "M=VISITS" in [name for part in sight.features for name in part.names]
    assert zlib.crc32(b"M=VISITS") in sight.hashes


def test_the_same_text_gives_the_same_hashes(extractor: SpacyExtractor) -> None:
    one, other = (sights(extractor, "Ana Kerr visited Berlin.")[0] for _ in range(2))

    assert one.hashes.tolist() == other.hashes.tolist()


# -- weights ---------------------------------------------------------------------------------------------------------


def stage(types: int, *, bias: list[float]) -> FirstStage:
    """One feature, "top=visit", that speaks for the first type."""
    keys = np.array([5, 900], dtype=np.uint32)
    rows = np.array([[100], [-100]], dtype=np.int8)
    out = np.zeros((1, types + 1), np.float32)
    out[0, 0] = 2.0
    return FirstStage(
        keys, rows, np.array([0.01], np.float32), np.zeros(1, np.float32), out, np.array(bias, np.float32)
    )


def one_tree(value_if_likely: float) -> Trees:
    """A tree that looks at the first number only: the log odds of the first stage."""
    return Trees(
        np.array([[0, 0, 0]], np.int16),
        np.array([[0.0, 0.0, 0.0]], np.float32),
        np.array([[1, 1, 2]], np.int16),
        np.array([[2, 1, 2]], np.int16),
        np.array([[0.0, -3.0, value_if_likely]], np.float32),
        start=0.0,
        depth=1,
    )


def model(bias: list[float], *names: str) -> JudgeModel:
    types = TypeTable.of(names, list(range(len(names))), load_ontology())
    first = stage(len(names), bias=bias)
    return JudgeModel(first=first, trees=one_tree(3.0), types=types, accept_event=0.5, accept_state=0.6)


def test_the_first_stage_sums_known_features_and_ignores_others() -> None:
    likely = stage(1, bias=[0.0, 0.0]).likely([np.array([5, 77], np.uint32), np.array([77], np.uint32)])

    hidden = 100 * 0.01 * 4
    assert likely[0, 0] == pytest.approx(np.exp(2 * hidden) / (np.exp(2 * hidden) + 1), abs=1e-6)
    assert likely[1, 0] == pytest.approx(0.5)


def test_the_weights_of_features_sum_to_what_moves_the_score() -> None:
    first = stage(1, bias=[0.0, 0.0])

    assert first.weights(np.array([77, 5], np.uint32), 0).tolist() == pytest.approx([0.0, 2 * 100 * 0.01 * 4])


def test_a_tree_goes_left_up_to_its_threshold() -> None:
    sure = one_tree(3.0).predict(np.array([[-1.0], [0.0], [1.0]], np.float32))

    assert sure.tolist() == pytest.approx([1 / (1 + np.exp(3)), 1 / (1 + np.exp(3)), 1 / (1 + np.exp(-3))])


def test_a_proposal_has_as_many_numbers_as_a_model_is_told(extractor: SpacyExtractor) -> None:
    types = TypeTable.of(["VISITS", "LEADS"], [0, 1], load_ontology())
    found = sights(extractor, "Ana Kerr visited Berlin.")

    proposals = proposals_of(found, np.full((len(found), 2), 0.3, np.float32), types, types.column())

    assert proposals.numbers.shape == (len(proposals.rows), NUMBERS)


def test_nothing_is_proposed_that_the_ontology_does_not_allow(extractor: SpacyExtractor) -> None:
    types = TypeTable.of(["ARRESTS", "LOCATED_IN"], [0, 1], load_ontology())
    found = [between(sights(extractor, "Ana Kerr visited Berlin."), "Ana Kerr", "Berlin")]

    proposals = proposals_of(found, np.full((1, 2), 0.4, np.float32), types, types.column())

    assert [types.names[column] for column in proposals.columns] == ["LOCATED_IN"]


def test_a_model_read_again_is_the_same(tmp_path: Path) -> None:
    for name in ("one", "other"):
        save_model(model([0.0, 0.0], "VISITS"), tmp_path / f"{name}.npz")

    again = load_model(tmp_path / "one.npz", load_ontology())

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()
    assert again.types.names == ("VISITS",)
    assert again.accept.tolist() == [0.5]


def test_a_model_for_another_reader_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.npz"
    save_model(model([0.0, 0.0], "VISITS"), path)
    with np.load(path) as part:
        np.savez(path, **{**part, "numbers": np.int64(3)})

    with pytest.raises(LexiconError, match="judges by 3 numbers"):
        load_model(path, load_ontology())


# -- verdicts --------------------------------------------------------------------------------------------------------


def verdicts(extractor: SpacyExtractor, text: str, weights: JudgeModel) -> list[tuple[str, str, str, float | None]]:
    one = read(extractor, text)
    judge = Judge(weights, load_frames(), load_ontology(), RoleReader(load_words()))
    found = judge.judge(one.paragraph, one.fillers, one.matches)
    return [(v.match.rule, v.match.predicate.text, v.match.type.name, v.confidence) for v in found]


def test_a_likely_statement_is_told_with_its_word(extractor: SpacyExtractor) -> None:
    found = verdicts(extractor, "Ana Kerr serenaded Paul Ott.", model([2.0, 0.0], "BACKS"))

    assert found == [("judge:BACKS", "serenaded", "BACKS", 0.95)] * 2


def test_what_a_frame_matched_keeps_its_rule(extractor: SpacyExtractor) -> None:
    found = verdicts(extractor, "Ana Kerr visited Berlin.", model([2.0, 0.0], "VISITS"))

    assert found == [("verb:visit:VISITS", "visited", "VISITS", 0.95)]


def test_a_judgement_has_reasons(extractor: SpacyExtractor) -> None:
    sight = between(sights(extractor, "Ana Kerr visited Berlin."), "Ana Kerr", "Berlin")
    weights = model([0.0, 0.0], "VISITS")
    told = zlib.crc32(b"top=visit")
    known = replace(weights, first=replace(weights.first, keys=np.array([told, told + 1], np.uint32)))

    judge = Judge(known, load_frames(), load_ontology(), RoleReader(load_words()))

    assert judge.reasons(sight, "VISITS") == [("top=visit", 8.0)]


def test_an_unlikely_match_is_vetoed(extractor: SpacyExtractor) -> None:
    assert verdicts(extractor, "Ana Kerr visited Berlin.", model([-2.0, 0.0], "VISITS")) == []


def test_a_type_that_the_judge_does_not_know_stands(extractor: SpacyExtractor) -> None:
    found = verdicts(extractor, "Ana Kerr visited Berlin.", model([-2.0, 0.0], "LEADS"))

    assert found == [("verb:visit:VISITS", "visited", "VISITS", None)]
