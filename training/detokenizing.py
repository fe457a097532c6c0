"""Words of a tokenized corpus -> which of them a space follows."""

# the typographic apostrophes of news are meant

from collections.abc import Sequence

CLOSING = [*".,;:?!%)]}’”", "..."]
CLITICS = ["'s", "'S", "n't", "'re", "'ve", "'ll", "'d", "'m", "'", "’s"]
NO_SPACE_BEFORE = frozenset([*CLOSING, *CLITICS])
NO_SPACE_AFTER = frozenset("([{$£€“‘#")
JOINERS = frozenset("-/")
LONGEST_CLITIC = 3


def spaces_after(words: Sequence[str]) -> list[bool]:
    """Return for each word whether a space follows; plain quotes open and close by turns.

    >>> spaces_after(["the", "two", "-", "year", "deal", ",", "he", "said"])
    [True, False, False, True, False, True, True, True]
    """
    spaces = list[bool]()
    is_quoted = False
    for index, word in enumerate(words):
        if word == '"':
            is_quoted = not is_quoted
        following = words[index + 1 : index + 3]
        previous = words[index - 1] if index else ""
        spaces.append(not following or _has_space(previous, word, following, is_quoted))
    return spaces


def _has_space(previous: str, word: str, following: Sequence[str], is_quoted: bool) -> bool:
    after = following[0]
    if word == '"':
        return not is_quoted
    if word in NO_SPACE_AFTER or after in NO_SPACE_BEFORE or (after == '"' and is_quoted):
        return False
    is_after_letter = word[-1:].isalnum()
    if after.startswith("'") and len(after) <= LONGEST_CLITIC and is_after_letter:
        return False
    if after in JOINERS:
        return not (is_after_letter and len(following) > 1 and following[1][:1].isalnum())
    if word in JOINERS:
        return not (previous[-1:].isalnum() and after[:1].isalnum())
    return True
