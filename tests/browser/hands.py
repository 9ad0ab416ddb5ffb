"""Two ways to use a page: with a mouse, and with a keyboard alone."""

from typing import Any, Protocol

from playwright.sync_api import Locator, Page, expect

from clinic.core.clock import utcnow
from clinic.intake.questions import Kind, Question, Step
from tests.answers import inputs

MOST_STOPS = 250
MOST_OPTIONS = 30


def arrive_by(target: Locator) -> None:
    """Click on what leads to another page, and be there before anything is read."""
    with target.page.expect_navigation():
        target.click()


class Hands(Protocol):
    page: Page

    def write(self, name: str, words: str) -> None: ...

    def choose(self, name: str, value: str) -> None: ...

    def press(self, label: str) -> None: ...

    def follow(self, label: str) -> None: ...


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def write(self, name: str, words: str) -> None:
        self.page.locator(f'[name="{name}"]').click()
        self.page.locator(f'[name="{name}"]').fill(words)

    def choose(self, name: str, value: str) -> None:
        """Choose from a list, or click on an option wherever it stands, unless it is chosen already."""
        if self.page.locator(f'select[name="{name}"]').count():
            self.page.select_option(f'select[name="{name}"]', value)
            return
        option = self.page.locator(f'input[name="{name}"][value="{value}"]')
        if not option.is_checked():
            option.click(force=True)
        expect(option).to_be_checked()

    def press(self, label: str) -> None:
        arrive_by(self.page.get_by_role("button", name=label))

    def follow(self, label: str) -> None:
        arrive_by(self.page.get_by_role("link", name=label))


class Keyboard:
    """Only keys: Tab to go on, Space and arrows to choose, Enter to send. Every stop must be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def write(self, name: str, words: str) -> None:
        self._reach(f'[name="{name}"]')
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words) if len(words) > 40 else self.page.keyboard.type(words)

    def choose(self, name: str, value: str) -> None:
        if self.page.locator(f'input[name="{name}"][type="checkbox"]').count():
            self._reach(f'input[name="{name}"][value="{value}"]')
        else:
            self._reach(f'[name="{name}"]')
            self._move_to(value)
        if not self._active("e.checked || e.matches('select')"):
            self.page.keyboard.press("Space")
        assert self._active("e.checked || e.value") in (True, value)

    def press(self, label: str) -> None:
        self._reach("button", label)
        self._enter()

    def follow(self, label: str) -> None:
        self._reach("a", label)
        self._enter()

    def follow_here(self, label: str) -> None:
        """Follow a link to another part of this page."""
        self._reach("a", label)
        self.page.keyboard.press("Enter")

    def unfold(self, label: str) -> None:
        self._reach("summary", label)
        self.page.keyboard.press("Enter")

    def _enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _move_to(self, value: str) -> None:
        for _ in range(MOST_OPTIONS):
            if self._active("e.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {value}")

    def _reach(self, selector: str, label: str = "") -> None:
        for _ in range(MOST_STOPS):
            if self._active(f"e.matches({selector!r}) && e.innerText.includes({label!r})"):
                assert self._active(
                    "e.checkVisibility({opacityProperty: true}) || e.type == 'radio' || e.type == 'checkbox'"
                )
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {selector} {label}")

    def _active(self, expression: str) -> Any:
        return self.page.evaluate(f"(e => {expression})(document.activeElement)")


def fill(hands: Hands, step: Step, answers: dict[str, Any]) -> None:
    """Answer every question of a page that this person has an answer to."""
    for question in step.questions_shown(answers, utcnow().date()):
        if answers.get(question.key) is not None:
            answer(hands, question, answers[question.key])


def answer(hands: Hands, question: Question, value: Any) -> None:
    for name, part in inputs(question, value):
        if question.kind in {Kind.one, Kind.many, Kind.scale, Kind.tick}:
            hands.choose(name, part)
        else:
            hands.write(name, part)
