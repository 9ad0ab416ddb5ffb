import pytest

from clinic.intake.reference import ALPHABET, REFERENCES, new_reference, numbered_reference, read_reference


def test_a_reference_is_easy_to_say() -> None:
    reference = new_reference()
    assert len(reference) == len("HC-7K3M-9QXD")
    assert not set("AEIOU01") & set(reference.removeprefix("HC"))


def test_references_differ() -> None:
    assert len({new_reference() for _ in range(1000)}) == 1000


def test_each_number_has_a_reference_of_its_own() -> None:
    numbers = [*range(1000), *range(REFERENCES - 1000, REFERENCES)]
    references = {numbered_reference(number) for number in numbers}
    assert len(references) == len(numbers)
    assert all(read_reference(reference) == reference for reference in references)


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{}".lower()])
def test_any_spelling_is_read(spelling: str) -> None:
    reference = new_reference()
    assert read_reference(spelling.format(reference)) == reference
    assert read_reference(reference.lower().replace("-", "")) == reference
    assert read_reference(reference.removeprefix("HC-")) == reference


def test_every_single_misheard_character_is_caught() -> None:
    characters = new_reference().replace("-", "").removeprefix("HC")
    for place in range(8):
        for other in set(ALPHABET) - {characters[place]}:
            assert read_reference(characters[:place] + other + characters[place + 1 :]) is None


def test_two_characters_that_changed_places_are_caught() -> None:
    characters = new_reference().replace("-", "").removeprefix("HC")
    for place in range(7):
        swapped = [*characters]
        swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
        if swapped != [*characters]:
            assert read_reference("".join(swapped)) is None


@pytest.mark.parametrize("words", ["", "HC", "HC-7K3M", "HC-7K3M-9QXDD", "ÀÉ-7K3M-9QXD", "'; DROP TABLE intake"])
def test_what_cannot_be_one_is_nothing(words: str) -> None:
    assert read_reference(words) is None
