import smtplib
from pathlib import Path

from clinic.local import mailbox
from clinic.local.programs import MailCatcher
from tests.local.letters import letter


def test_each_message_is_kept_whole_and_the_newest_stands_first(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    with MailCatcher(folder) as catcher, smtplib.SMTP("127.0.0.1", catcher.port) as sender:
        sender.send_message(letter("First"))
        sender.send_message(letter("Second"))
    second, first = mailbox.mails(folder)
    assert [first.message["Subject"], second.message["Subject"]] == ["First", "Second"]
    assert first.part("plain") == "Plain words, ü."
    assert "<body>Words in HTML</body>" in first.part("html")
    assert first.arrived_at < second.arrived_at


def test_only_a_caught_message_is_found_by_name(tmp_path: Path) -> None:
    (tmp_path / "20260101T101010.000001Z-0badcafe.eml").write_text("Subject: Hello\n\nWords")
    (tmp_path / "secret.eml").write_text("not caught")
    assert mailbox.mail(tmp_path, "20260101T101010.000001Z-0badcafe") is not None
    assert mailbox.mail(tmp_path, "secret") is None
    assert mailbox.mail(tmp_path, "../secret") is None
