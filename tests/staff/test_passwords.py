import pytest

from clinic.staff.passwords import faults, generated, normal

NAMES = ("Ada Sample", "ada.sample@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!",
        "qwertyuiop12",
        "123456789012",
        "Welcome2026!!",
        "hairclinic2026",
        "aaaaaaaaaaaa",
        "abababababab",
        "letmeinletmein",
        "AdaSample2026",
        "administrator1",
    ],
)
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    assert faults(password, *NAMES) == ["This password is easy to guess. Use three or four unrelated words instead."]


@pytest.mark.parametrize(
    "password", ["plum orchard kettle violin", "correct horse battery", "Xk2!vQ9m#Lr7", "żółta łódź płynie"]
)
def test_a_good_password_is_taken(password: str) -> None:
    assert faults(password, *NAMES) == []


def test_a_short_password_is_refused() -> None:
    assert "at least 12" in faults("plum kettle")[0]


def test_an_endless_password_is_refused() -> None:
    assert "at most 200" in faults("plum kettle " * 20)[0]


def test_a_password_with_a_control_character_is_refused() -> None:
    assert "can be typed" in faults("plum\x00orchard kettle")[0]


def test_a_generated_password_is_good_and_never_the_same() -> None:
    made = {generated() for _ in range(50)}

    assert len(made) == 50
    assert not any(faults(password) for password in made)


def test_one_password_typed_on_two_keyboards_is_the_same() -> None:
    assert normal("café") == normal("cafe\u0301")
