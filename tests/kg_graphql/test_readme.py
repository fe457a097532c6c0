"""The questions of graphql/README.md enter; the answers that it prints are those that come."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from strawberry.types import ExecutionResult

from kg_graphql.errors import Code

README = (Path(__file__).parents[2] / "graphql" / "README.md").read_text()
EXAMPLES = re.findall(r"```graphql\n(.*?)```\n\n```json\n(.*?)```", README, flags=re.DOTALL)


def test_readme_has_sixteen_questions() -> None:
    assert len(EXAMPLES) == README.count("```graphql") == 16


@pytest.mark.parametrize(("question", "answer"), EXAMPLES)
def test_question_of_the_readme_has_the_answer_that_it_prints(
    any_ask: Callable[..., ExecutionResult], question: str, answer: str
) -> None:
    result = any_ask(question)

    assert result.errors is None
    assert result.data == json.loads(answer)


@pytest.mark.parametrize("code", list(Code))
def test_readme_explains_every_error_code(code: Code) -> None:
    assert f"| `{code}` |" in README
