"""What the judge sees of a sentence, and how its weights decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from spacy.strings import get_string_id

from kg.errors import LexiconError
from kg.model import Document
from kg.ontology import load_ontology
from kg_loaders.extract import SpacyExtractor
from kg_loaders.extract.judging.arrays import codes, highest_beside, mixed, spans
from kg_loaders.extract.judging.claims import FITS
from kg_loaders.extract.judging.first_stage import FirstStage, keys_of
from kg_loaders.extract.judging.judge import Judge, View, Viewer
from kg_loaders.extract.judging.model import JudgeModel, load_model, save_model
from kg_loaders.extract.judging.proposals import NUMBERS, TypeTable, proposals_of
from kg_loaders.extract.judging.reasons import phrases_of
from kg_loaders.extract.judging.sights import Sights
from kg_loaders.extract.judging.trees import Trees
from kg_loaders.extract.read_paragraphs import Verdict

TYPES = tuple(load_ontology().types)


@dataclass(frozen=True)
class Seen:
    """A view of one text, asked by the names of ends."""

    view: View

    def names(self) -> list[tuple[str, str]]:
        rows, fillers = self.view.candidates, self.view.candidates.ends.fillers
        ends = zip(rows.source, rows.target, strict=True)
        return [(fillers[source].mention.name, fillers[target].mention.name) for source, target in ends]

    def at(self, source: str, target: str) -> int:
        return self.names().index((source, target))

    def claims(self, source: str, target: str) -> list[tuple[str, str]]:
        claims, at = self.view.sights.claims, self.at(source, target)
        rows = np.nonzero(claims.candidate == at)[0]
        return [(TYPES[claims.type[row]], FITS[claims.fit[row]]) for row in rows]

    def keys(self, source: str, target: str) -> set[int]:
        at = self.at(source, target)
        return {int(key) for rows, keys in self.view.features.rows() for key in keys_of(keys[rows == at])}


def see(extractor: SpacyExtractor, *texts: str) -> Seen:
    read = [extractor.read_frames(Document(id="a", text=text)) for text in texts]
    return Seen(Viewer(load_ontology()).view([paragraph for one in read for paragraph in one.paragraphs]))


def key(template: str, *parts: int) -> int:
    """The key of a feature as a model has it."""
    value = np.array([get_string_id(template)], np.uint64)
    for part in parts:
        value = mixed(value, np.array([part], np.uint64))
    return int(keys_of(value)[0])


def test_every_ordered_pair_that_a_type_can_join_is_a_candidate(extractor: SpacyExtractor) -> None:
    assert set(see(extractor, "Ana Kerr met Paul Ott in Oslo.").names()) == {
        ("Ana Kerr", "Paul Ott"),
        ("Paul Ott", "Ana Kerr"),
        ("Ana Kerr", "Oslo"),
        ("Paul Ott", "Oslo"),
    }


def test_texts_without_two_entities_have_no_candidates(extractor: SpacyExtractor) -> None:
    assert see(extractor, "It rains.", "Ana Kerr sleeps.").names() == []


def test_the_way_leads_over_the_word_where_ends_meet(extractor: SpacyExtractor) -> None:
    seen = see(extractor, "It rains.", "Ana Kerr visited Berlin.")
    at, rows = seen.at("Ana Kerr", "Berlin"), seen.view.candidates

    assert seen.view.token(at, int(rows.top[at])).text == "visited"
    assert ((rows.up[at] >= 0).sum(), (rows.down[at] >= 0).sum()) == (1, 1)


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
    assert claim in see(extractor, text).claims(source, target)


def test_what_frames_matched_is_seen(extractor: SpacyExtractor) -> None:
    seen = see(extractor, "Ana Kerr visited Berlin.")

    assert [found[0].rule for found in seen.view.matched] == ["verb:visit:VISITS"]
    assert seen.view.sights.matches.candidate.tolist() == [seen.at("Ana Kerr", "Berlin")]
    told = key("match type", int(codes([TYPES.index("VISITS")])[0]))
    assert told in seen.keys("Ana Kerr", "Berlin")


def test_words_are_known_by_the_template_they_stand_in(extractor: SpacyExtractor) -> None:
    keys = see(extractor, "Ana Kerr visited Berlin.").keys("Ana Kerr", "Berlin")

    assert key("meeting top", get_string_id("visit")) in keys
    assert key("below dep child", get_string_id("obj"), get_string_id("Berlin")) in keys
    assert key("below dep child", get_string_id("obj"), get_string_id("visit")) not in keys


def test_what_stands_beside_a_text_changes_nothing(extractor: SpacyExtractor) -> None:
    text = "Kenyan officials, who attacked Paul Ott, visited Berlin with Ana Kerr."
    alone, beside = see(extractor, text), see(extractor, "Mia Falk met Jan Reuter in Oslo.", text, "Rosa Lind slept.")

    assert set(alone.names()) < set(beside.names())
    for source, target in alone.names():
        assert alone.keys(source, target) == beside.keys(source, target)
        assert alone.claims(source, target) == beside.claims(source, target)
        numbers = (one.view.sights.numbers[one.at(source, target)].tolist() for one in (alone, beside))
        assert next(numbers) == next(numbers)


def test_sights_of_batches_join_to_those_of_all(extractor: SpacyExtractor) -> None:
    texts = ("Mia Falk met Jan Reuter in Oslo.", "It rains.", "Ana Kerr attacked Paul Ott and visited Berlin.")
    whole = see(extractor, *texts).view.sights
    joined = Sights.joined([see(extractor, text).view.sights for text in texts])

    assert joined.turned.tolist() == whole.turned.tolist()
    assert joined.numbers.tolist() == whole.numbers.tolist()
    assert joined.claims.candidate.tolist() == whole.claims.candidate.tolist()
    assert joined.matches.candidate.tolist() == whole.matches.candidate.tolist()


def test_the_judge_sees_how_far_into_the_text_a_sentence_stands(extractor: SpacyExtractor) -> None:
    before = "Mia Falk met Jan Reuter.\n\nIt rains. "
    later = "Ana Kerr visited Berlin."
    seen = see(extractor, before + later, later)

    offsets = list(zip(seen.names(), seen.view.sights.numbers[:, -1].tolist(), strict=True))
    assert {told for names, told in offsets if names == ("Mia Falk", "Jan Reuter")} == {0}
    assert [told for names, told in offsets if names == ("Ana Kerr", "Berlin")] == [len(before), 0]


def test_the_highest_beside_leaves_out_oneself() -> None:
    values = np.array([[0.5], [0.9], [0.9], [0.3], [0.7]], np.float32)

    beside = highest_beside(np.array([0, 1, 1, 0, 2]), values, np.arange(5), np.zeros(5, np.int64))

    assert beside.tolist() == pytest.approx([0.3, 0.9, 0.9, 0.5, 0])


def test_spans_of_nothing_are_nothing() -> None:
    row, at = spans(np.array([4, 7, 1]), np.array([2, 0, 1]))

    assert (row.tolist(), at.tolist()) == ([0, 0, 2], [4, 5, 1])


# -- weights ---------------------------------------------------------------------------------------------------------


ONE, OTHER = 5 << 12, 900 << 12


def stage(types: int, *, bias: list[float]) -> FirstStage:
    """One feature that speaks for the first type, and one against it."""
    keys = np.array([ONE, OTHER], dtype=np.uint32)
    rows = np.array([[100], [-100]], dtype=np.int8)
    out = np.zeros((1, types + 1), np.float32)
    out[0, 0] = 2.0
    return FirstStage(
        keys, rows, np.array([0.01], np.float32), np.zeros(1, np.float32), out, np.array(bias, np.float32)
    )


def one_tree(value_if_likely: float) -> Trees:
    """A tree that looks at the first number only: the log odds of the first stage."""
    return Trees(
        np.array([[0]], np.int16),
        np.array([[0.0]], np.float32),
        np.array([[0b1111_1111_1111_1110]], np.uint16),
        np.array([[-3.0, value_if_likely]], np.float32),
        start=0.0,
    )


def model(bias: list[float], *names: str) -> JudgeModel:
    types = TypeTable.of(names, list(range(len(names))), load_ontology())
    first = stage(len(names), bias=bias)
    return JudgeModel(first=first, trees=one_tree(3.0), types=types, accept_event=0.5, accept_state=0.6)


def test_the_first_stage_sums_known_features_and_ignores_others() -> None:
    rows = [np.array([ONE, 77], np.uint32), np.array([77], np.uint32)]
    likely = stage(1, bias=[0.0, 0.0]).likely_by_keys(rows)

    hidden = 100 * 0.01 * 4
    assert likely[0, 0] == pytest.approx(np.exp(2 * hidden) / (np.exp(2 * hidden) + 1), abs=1e-6)
    assert likely[1, 0] == pytest.approx(0.5)


def test_a_tree_goes_left_up_to_its_threshold() -> None:
    sure = one_tree(3.0).predict(np.array([[-1.0], [0.0], [1.0]], np.float32))

    assert sure.tolist() == pytest.approx([1 / (1 + np.exp(3)), 1 / (1 + np.exp(3)), 1 / (1 + np.exp(-3))])


def test_a_proposal_has_as_many_numbers_as_a_model_is_told(extractor: SpacyExtractor) -> None:
    types = TypeTable.of(["VISITS", "LEADS"], [0, 1], load_ontology())
    sights = see(extractor, "Ana Kerr visited Berlin.").view.sights

    proposals = proposals_of(sights, np.full((len(sights.place), 2), 0.3, np.float32), types)

    assert proposals.numbers.shape == (len(proposals.rows), NUMBERS)


def test_nothing_is_proposed_that_the_ontology_does_not_allow(extractor: SpacyExtractor) -> None:
    types = TypeTable.of(["ARRESTS", "LOCATED_IN"], [0, 1], load_ontology())
    sights = see(extractor, "Ana Kerr visited Berlin.").view.sights

    proposals = proposals_of(sights, np.full((1, 2), 0.4, np.float32), types)

    assert [types.names[column] for column in proposals.columns] == ["LOCATED_IN"]


def test_a_model_read_again_is_the_same(tmp_path: Path) -> None:
    for name in ("one", "other"):
        save_model(model([0.0, 0.0], "VISITS"), tmp_path / f"{name}.npz", load_ontology())

    again = load_model(tmp_path / "one.npz", load_ontology())

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()
    assert again.types.names == ("VISITS",)
    assert again.accept.tolist() == [0.5]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("numbers", np.int64(3), "judges by 3 numbers"),
        ("ontology", np.array(TYPES[::-1]), "other statement types"),
    ],
)
def test_a_model_for_another_reader_is_refused(tmp_path: Path, name: str, value: np.ndarray, said: str) -> None:
    path = tmp_path / "old.npz"
    save_model(model([0.0, 0.0], "VISITS"), path, load_ontology())
    with np.load(path) as part:
        np.savez(path, **{**part, name: value})

    with pytest.raises(LexiconError, match=said):
        load_model(path, load_ontology())


# -- verdicts --------------------------------------------------------------------------------------------------------


def verdicts(extractor: SpacyExtractor, text: str, weights: JudgeModel) -> list[Verdict]:
    read = extractor.read_frames(Document(id="a", text=text))
    return [verdict for inside in Judge(weights, load_ontology()).judge(read.paragraphs) for verdict in inside]


def held(found: list[Verdict]) -> list[tuple[str, str, str, float | None]]:
    return [(v.match.rule, v.match.predicate.text, v.match.type.name, v.confidence) for v in found if v.holds]


def test_a_likely_statement_is_told_with_its_word(extractor: SpacyExtractor) -> None:
    found = verdicts(extractor, "Ana Kerr serenaded Paul Ott.", model([2.0, 0.0], "BACKS"))

    assert held(found) == [("judge:BACKS", "serenaded", "BACKS", 0.95)] * 2


def test_what_a_frame_matched_keeps_its_rule(extractor: SpacyExtractor) -> None:
    found = verdicts(extractor, "Ana Kerr visited Berlin.", model([2.0, 0.0], "VISITS"))

    assert held(found) == [("verb:visit:VISITS", "visited", "VISITS", 0.95)]


def test_an_unlikely_match_is_vetoed_and_says_so(extractor: SpacyExtractor) -> None:
    (verdict,) = verdicts(extractor, "Ana Kerr visited Berlin.", model([-2.0, 0.0], "VISITS"))

    assert not verdict.holds
    assert verdict.as_miss().explain() == ("unlikely", "visited: VISITS, 0.05 sure")


def test_a_frame_of_the_users_own_stands(extractor: SpacyExtractor) -> None:
    read = extractor.read_frames(Document(id="a", text="Ana Kerr visited Berlin."))
    judge = Judge(model([-2.0, 0.0], "VISITS"), load_ontology(), frozenset(["verb:visit:VISITS"]))

    assert held(judge.judge(read.paragraphs)[0]) == [("verb:visit:VISITS", "visited", "VISITS", None)]


def test_a_type_that_the_judge_does_not_know_stands(extractor: SpacyExtractor) -> None:
    found = verdicts(extractor, "Ana Kerr visited Berlin.", model([-2.0, 0.0], "LEADS"))

    assert held(found) == [("verb:visit:VISITS", "visited", "VISITS", None)]


def test_a_judgement_has_reasons(extractor: SpacyExtractor) -> None:
    (paragraph,) = extractor.read_frames(Document(id="a", text="Ana Kerr visited Berlin.")).paragraphs
    keys = np.array([key("meeting top", get_string_id("visit")), OTHER], np.uint32)
    weights = model([0.0, 0.0], "VISITS")
    judge = Judge(replace(weights, first=replace(weights.first, keys=keys)), load_ontology())

    assert judge.reasons([paragraph], paragraph.matches[0]) == [("“visit” where they meet", 8.0)]


def test_every_feature_can_be_told_in_words(extractor: SpacyExtractor) -> None:
    features = see(extractor, "Kenyan officials, who attacked Paul Ott, paid Berlin a visit.").view.features

    for candidate in range(features.count):
        told = dict(phrases_of(features, candidate, extractor._nlp.vocab.strings, TYPES))
        keys = {int(key) for rows, keys in features.rows() for key in keys_of(keys[rows == candidate])}
        assert keys == set(told)
        assert all(told.values())


def test_nothing_is_judged_of_nothing() -> None:
    assert Judge(model([2.0, 0.0], "VISITS"), load_ontology()).judge([]) == []
