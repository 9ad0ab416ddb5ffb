import pytest

from clinic.staff.devices import device

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Windows"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{MOZILLA} (Windows NT 10.0) {WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge on Windows"),
        (f"{MOZILLA} (X11; Linux x86_64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36 OPR/125.0", "Opera on Linux"),
        (f"{MOZILLA} (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/142.0.0.0 Safari/537.36", "Chrome on Chromebook"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/26.1 Safari/605.1.15", "Safari on Mac"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_7 like Mac OS X) {APPLE} Mobile Safari/604.1", "Safari on iPhone"),
        (f"{MOZILLA} (iPad; CPU OS 18_7 like Mac OS X) {APPLE} CriOS/142.0 Mobile Safari/604.1", "Chrome on iPad"),
        (f"{MOZILLA} (Linux; Android 10; K) {WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"{MOZILLA} (Linux; Android 16) {WEBKIT} SamsungBrowser/29.0 Chrome/136.0", "Samsung Internet on Android"),
        ("curl/8.5.0", "An unknown browser"),
        ("Linux", "Linux"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_told_in_words_that_its_owner_knows(user_agent: str, words: str) -> None:
    assert device(user_agent) == words


def test_nothing_of_what_a_browser_says_is_repeated() -> None:
    assert device("<b>Firefox/1</b> on my own machine") == "Firefox"
