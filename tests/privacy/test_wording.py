from collections import Counter

import pytest

from clinic.privacy.wording import CONSENTS, OF_PHOTOS, WORDINGS, current

AS_SHOWN = {
    ("emerg_ack", "2026-11"): "53e717ce9ac2bb044bf479e340dd0bd76be587fa5420b76712d3f6d33455c711",
    ("consent_health", "2026-11"): "b647935bb40f1e4ae96758ae63e826c1ee15f67385b18b984d2efacaf7b8dbc2",
    ("consent_contact", "2026-11"): "4b12c97366c9830fc7fd1500d904661ac08e0af06fe41474d0828de6de07213a",
    ("marketing", "2026-11"): "29ea0f76da91928206bda87d8e509d75f97dd4c5eced10f605ac1611d846d3f0",
    ("photo_care", "2026-11"): "fe4b565aafd330380fae2cdf71431bf5e114323d372a5d1542dfa8480b82718a",
    ("photo_teaching", "2026-11"): "e5b894293c3d9d61f09ca77fef6a52922c471f6d7552ec29b6e27d62f81990cd",
    ("photo_publication", "2026-11"): "d4e48c85971f324b0e393900109261c67441ab87113795166d6224a1ce0e3b46",
}
"""The hash of every wording that anyone has ever been shown. A line is added, never changed."""


def test_a_wording_that_was_shown_is_never_changed() -> None:
    assert {(wording.key, wording.version): wording.hash for wording in (*WORDINGS, *OF_PHOTOS)} == AS_SHOWN


def test_every_version_of_a_wording_has_a_name_of_its_own() -> None:
    assert set(Counter((wording.key, wording.version) for wording in (*WORDINGS, *OF_PHOTOS)).values()) == {1}


def test_the_current_wording_is_the_newest() -> None:
    for key in CONSENTS:
        assert current(key).version == max(wording.version for wording in WORDINGS if wording.key == key)


def test_an_agreement_that_was_never_worded_is_an_error() -> None:
    with pytest.raises(KeyError):
        current("unheard_of")


@pytest.mark.parametrize("needed", ["I agree", "health information", "medicines", "withdraw", "only"])
def test_consent_to_health_data_is_a_clear_statement_that_names_the_data(needed: str) -> None:
    assert needed in current("consent_health").text
