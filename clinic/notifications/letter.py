"""One email as it is written for the mail server: Flask-Mail's message, made in a third of the time."""

from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import formatdate
from functools import lru_cache

from flask_mail import Message, sanitize_address, sanitize_subject

from clinic.notifications.composing import CalendarEntry

SHORT_LINE = 78
INVITE = "invite.ics"


class Plainly(Compat32):
    """Python's older policy, which does not parse a header again whenever it is asked for."""

    def fold_binary(self, name: str, value: str) -> bytes:
        line = f"{name}: {value}{self.linesep}"
        return line.encode("ascii") if len(line) < SHORT_LINE else super().fold_binary(name, value)


POLICY = Plainly(linesep="\r\n")
address = lru_cache(sanitize_address)
"""Write a name and an address as a header holds them; ours are the same in every message."""


class Letter(Message):
    """A message to one address, in words and in HTML, which may bring an entry for its reader's calendar."""

    calendar: CalendarEntry | None = None

    @property
    def recipient(self) -> str:
        return str(self.recipients[0][1])

    def as_bytes(self) -> bytes:
        built = self._with_entry(self.calendar) if self.calendar else self._words()
        for name, value in self._headers().items():
            built[name] = value
        return built.as_bytes()

    def _with_entry(self, entry: CalendarEntry) -> MIMEMultipart:
        """Give the entry twice: as one more form of the words, which Outlook and Gmail look for, and as a file."""
        words, whole = self._words(), MIMEMultipart("mixed", self._boundary("+"), policy=POLICY)
        part = MIMEText(entry.content.decode(), "calendar", "utf-8", policy=POLICY)
        part.set_param("method", entry.method)
        words.attach(part)
        whole.attach(words)
        file = MIMEApplication(entry.content, "ics", policy=POLICY, name=INVITE)
        file.add_header("Content-Disposition", "attachment", filename=INVITE)
        whole.attach(file)
        return whole

    def _words(self) -> MIMEMultipart:
        built = MIMEMultipart("alternative", self._boundary("="), policy=POLICY)
        built.attach(MIMEText(self.body or "", "plain", "utf-8", policy=POLICY))
        built.attach(MIMEText(self.html or "", "html", "utf-8", policy=POLICY))
        return built

    def _boundary(self, mark: str) -> str:
        """Make it from the message's id, so that the words need not be searched for one they do not hold."""
        return f"{mark}{self.msgId[1:37]}{mark}"

    def _headers(self) -> dict[str, str]:
        return {
            "Subject": sanitize_subject(self.subject),
            "From": address(self.sender),
            "To": sanitize_address(self.recipients[0]),
            "Date": formatdate(self.date, localtime=True),
            "Message-ID": self.msgId,
            "Reply-To": address(self.reply_to),
            **(self.extra_headers or {}),
        }
