"""`flask content check` and `flask content seal`: what changed is noted, and medicine passages are read again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from clinic.treatments import health, library
from clinic.treatments.reading import ContentFaults
from tests.treatments.content import Content, write
from tests.world import World

PAGE = "pages/hair-transplant.md"
Run = Callable[..., Result]


@pytest.fixture
def content(tmp_path: Path) -> Content:
    return write(tmp_path)


@pytest.fixture
def run(app: Flask, content: Content) -> Run:
    def run(*words: str, answer: str = "") -> Result:
        return app.test_cli_runner().invoke(args=["content", *words, "--folder", str(content.folder)], input=answer)

    return run


@pytest.fixture
def sealed(run: Run) -> None:
    assert run("seal", "--yes").exit_code == 0


def change_the_passage(content: Content) -> int:
    return content.replace(PAGE, "Samplride has risks.", "Samplride has many risks.") - 1


def note_the_change(content: Content) -> None:
    content.replace("changes.yaml", "was added.}", "was added.}\n  - {on: 2026-05-01, what: More about its risks.}")


def test_content_that_was_never_sealed_is_named(run: Run) -> None:
    checked = run("check")
    assert checked.exit_code == 1
    assert f"{PAGE}:3: “hair-transplant” has changed: add an entry to changes.yaml" in checked.output
    assert "The ::: medicine passage “hair-transplant/samplride” was not read" in checked.output


@pytest.mark.usefixtures("sealed")
def test_sealed_content_has_nothing_wrong(run: Run) -> None:
    checked = run("check")
    assert (checked.exit_code, checked.output) == (0, "2 pages, 4 claims and 4 sources: nothing is wrong.\n")


@pytest.mark.usefixtures("sealed")
def test_a_passage_about_a_medicine_that_changed_is_named_with_its_line(content: Content, run: Run) -> None:
    line = change_the_passage(content)
    assert f"{PAGE}:{line + 1}: The ::: medicine passage “hair-transplant/samplride”" in run("check").output


@pytest.mark.usefixtures("sealed")
def test_a_claim_that_changed_breaks_the_seal_of_the_passage_that_cites_it(content: Content, run: Run) -> None:
    content.replace("evidence/claims/sample.yaml", "Samplride is for men only.", "Samplride is for everyone.")
    assert "passage “hair-transplant/samplride” was not read" in run("check").output


@pytest.mark.usefixtures("sealed")
def test_a_change_cannot_be_sealed_before_it_is_noted(content: Content, run: Run) -> None:
    change_the_passage(content)
    refused = run("seal", "--yes")
    assert refused.exit_code == 1
    assert "Say in changes.yaml what changed on hair-transplant; nothing was sealed." in refused.output
    note_the_change(content)
    assert run("seal", "--yes").exit_code == 0
    assert run("check").exit_code == 0


@pytest.mark.usefixtures("sealed")
def test_sealing_shows_each_changed_passage_and_asks(content: Content, run: Run) -> None:
    change_the_passage(content)
    note_the_change(content)
    refused = run("seal", answer="n\n")
    assert refused.exit_code == 1
    assert "Samplride is for men only. Samplride has many risks." in refused.output
    assert run("check").exit_code == 1
    assert run("seal", answer="y\n").exit_code == 0
    assert run("check").exit_code == 0


@pytest.mark.usefixtures("sealed")
def test_a_page_whose_facts_are_past_their_day_is_named(content: Content, run: Run) -> None:
    line = content.replace(PAGE, "review_by: 2099-01-01", "review_by: 2026-01-01")
    assert f"{PAGE}:{line}: The facts of “hair-transplant” were to be looked at again by 2026-01-01." in (
        run("check").output
    )


def test_faulty_content_is_not_sealed(content: Content, run: Run) -> None:
    content.replace(PAGE, "title: Sample treatment", "title: A cure that lasts")
    refused = run("seal", "--yes")
    assert refused.exit_code == 1
    assert f"{PAGE}:3: “cure” must not be written" in refused.output
    assert not (content.folder / "seals.yaml").exists()


def test_the_application_does_not_start_with_a_passage_that_nobody_read(content: Content, run: Run) -> None:
    app = Flask("clinic")
    library.init_app(app, content.folder)
    with app.app_context(), pytest.raises(ContentFaults, match="passage “hair-transplant/samplride” was not read"):
        library.library()
    assert run("seal", "--yes").exit_code == 0
    library.init_app(app, content.folder)
    with app.app_context():
        assert library.library().pages


def test_commands_still_run_to_mend_content_that_may_not_be_published(app: Flask, content: Content, run: Run) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.extensions, "library", app.extensions["library"])
        library.init_app(app, content.folder)
        assert "was not read against the advertising rules" in run("check").output
        assert run("seal", "--yes").exit_code == 0


def test_the_application_starts_past_the_day_on_which_facts_were_to_be_looked_at(content: Content, run: Run) -> None:
    content.replace(PAGE, "review_by: 2099-01-01", "review_by: 2026-01-01")
    assert run("seal", "--yes").exit_code == 0
    library.init_app(Flask("clinic"), content.folder)


def test_the_doctor_names_pages_past_their_day(world: World, content: Content) -> None:
    with world.context():
        assert health.pages() is None
    content.replace(PAGE, "review_by: 2099-01-01", "review_by: 2026-01-01")
    with world.context(), pytest.MonkeyPatch.context() as patch:
        patch.setitem(world.app.extensions, "library", library.load(content.folder))
        assert health.pages() == "Information pages past their review date: 1. See: flask content check"
