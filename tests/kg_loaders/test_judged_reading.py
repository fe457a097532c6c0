"""Reading with the judge that ships: what frames miss is found, what they misread is dropped, all is weighed."""

from __future__ import annotations

import pytest

from kg.model import Document, Extraction, Modality
from kg_loaders.extract import SpacyExtractor
from kg_loaders.extract.spacy_extractor import JUDGE
from kg_loaders.jobs import JobsExtractor

MOST_BYTES = 2_000_000
OTT_IN_PARIS = ("Wim Ott", "Paris")


@pytest.fixture(scope="module")
def judged() -> SpacyExtractor:
    return SpacyExtractor(judge=True)


def told(extractor: SpacyExtractor, text: str) -> dict[tuple[str, str, str | None], tuple[float, str]]:
    (found,) = extractor.extract([Document(id="a", text=text)])
    assert isinstance(found, Extraction)
    names = {entity.id: entity.name for entity in found.entities}
    return {
        (names[one.source], one.type, None if one.target is None else names[one.target]): (
            one.confidence,
            one.evidence[0].rule,
        )
        for one in found.statements
    }


def test_the_model_is_small() -> None:
    assert JUDGE.stat().st_size < MOST_BYTES


def test_the_reader_names_its_judge(judged: SpacyExtractor, extractor: SpacyExtractor) -> None:
    assert judged.reader.startswith(f"{extractor.reader} judge-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Presidents of member nations of the African Union met in Chad.",
            ("Presidents", "VISITS", "Chad"),
        ),
        ("The navy said its ships had fired on rebels off Somalia.", ("navy", "ATTACKS", "rebels")),
    ],
)
def test_what_frames_miss_is_proposed(
    judged: SpacyExtractor, extractor: SpacyExtractor, text: str, expected: tuple[str, str, str]
) -> None:
    assert expected not in told(extractor, text)
    assert told(judged, text)[expected][1].startswith("judge:")


@pytest.mark.parametrize(
    "text", ["Wim Ott hopes to meet President Ana Kerr in Paris next week.", "Wim Ott is due in Paris on Monday."]
)
def test_what_is_proposed_of_a_plan_is_planned(judged: SpacyExtractor, text: str) -> None:
    (found,) = judged.extract([Document(id="a", text=text)])
    assert isinstance(found, Extraction)
    names = {entity.id: entity.name for entity in found.entities}
    stays = [
        one.modality for one in found.statements if (names[one.source], names.get(one.target or "")) == OTT_IN_PARIS
    ]

    assert stays == [Modality.PLANNED]


def test_what_frames_misread_is_vetoed(judged: SpacyExtractor, extractor: SpacyExtractor) -> None:
    text = "The charity, funded by Norway, runs two schools."
    wrong = ("charity", "CONTROLS", "two schools")

    assert wrong in told(extractor, text)
    assert wrong not in told(judged, text)
    assert ("Norway", "AIDS", "charity") in told(judged, text)


def test_the_frame_stays_the_rule_of_what_it_read(judged: SpacyExtractor) -> None:
    found = told(judged, "Syrian President Bashar al-Assad visited soldiers in Eastern Ghouta on Sunday.")
    confidence, rule = found["Bashar al-Assad", "VISITS", "Eastern Ghouta"]

    assert rule == "verb:visit:VISITS"
    assert confidence > 0.9


def test_what_is_denied_or_planned_is_told_so(judged: SpacyExtractor) -> None:
    (found,) = judged.extract(
        [Document(id="a", text="The navy denied that its ships had fired on rebels. Ana Kerr will visit Berlin.")]
    )
    assert isinstance(found, Extraction)

    status = {(one.type, one.polarity.value, one.modality.value) for one in found.statements}
    assert ("VISITS", "positive", "planned") in status
    assert all(polarity == "negative" for type, polarity, _ in status if type == "ATTACKS")


def test_several_processes_judge_alike(judged: SpacyExtractor) -> None:
    documents = [Document(id=str(n), text=f"Ana Kerr visited Berlin. Rebels fired on {n} ships.") for n in range(3)]

    with JobsExtractor(judge=True, jobs=2) as many:
        assert many.reader == judged.reader
        assert list(many.extract(documents)) == list(judged.extract(documents))
