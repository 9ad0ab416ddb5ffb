"""Figures are written out with their units, as their sources print them."""

import pytest

from clinic.treatments.figures import Figure

GAP = "\u00a0"


@pytest.mark.parametrize(
    ("figure", "form", "words"),
    [
        (Figure("hairs/cm²", "14.93"), "", "14.93 hairs/cm²"),
        (Figure("hairs/cm²", "10.20"), "bare", "10.20"),
        (Figure("hairs/cm²", "14.93"), "rounded", "15 hairs/cm²"),
        (Figure("hairs/cm²", "9.5"), "rounded", "10 hairs/cm²"),
        (Figure("hairs/cm²", "14.93", "10.20", "19.67"), "interval", "10.20 to 19.67 hairs/cm²"),
        (Figure("years", low="18", high="65"), "", "18 to 65 years"),
        (Figure("%", "43.5"), "", "43.5%"),
        (Figure("%", low="60", high="80"), "", "60 to 80%"),
        (Figure("£", low="1000", high="30000"), "", "£1,000 to £30,000"),
        (Figure("people", "5290"), "", "5,290 people"),
        (Figure("people", "1"), "", "1 person"),
        (Figure("studies", "1"), "", "1 study"),
        (Figure("weeks", "1"), "", "1 week"),
        (Figure("mg/ml", "1"), "", "1 mg/ml"),
        (Figure("hairs/cm²", "-3.5"), "", "−3.5 hairs/cm²"),
    ],
)
def test_a_figure_is_written(figure: Figure, form: str, words: str) -> None:
    assert figure.written(form).replace(GAP, " ") == words


@pytest.mark.parametrize(
    ("figure", "form"), [(Figure("%", "3"), "interval"), (Figure("%", "3"), "nearly"), (Figure("%"), "")]
)
def test_a_figure_is_not_written_in_a_form_that_it_cannot_take(figure: Figure, form: str) -> None:
    with pytest.raises(KeyError):
        figure.written(form)


def test_a_number_and_its_unit_stay_on_one_line() -> None:
    assert Figure("weeks", "16").written() == f"16{GAP}weeks"
