"""The caught mail, read from its folder."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

NAME = re.compile(r"(\d{8}T\d{6}\.\d{6})Z-[0-9a-f]{8}")


@dataclass(frozen=True)
class Caught:
    name: str
    path: Path

    @property
    def arrived_at(self) -> datetime:
        return datetime.strptime(self.name.partition("Z")[0], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.path.read_bytes(), policy=policy.default)

    @property
    def source(self) -> str:
        return self.path.read_text(errors="replace")

    def part(self, kind: str) -> str:
        """Give the text of the message's `plain` or `html` part; empty when it has none."""
        body = self.message.get_body((kind,))
        return "\n".join(str(body.get_content()).splitlines()) if body else ""


def mails(folder: Path) -> list[Caught]:
    """List what was caught, the newest first."""
    return [Caught(path.stem, path) for path in sorted(folder.glob("*.eml"), reverse=True)]


def mail(folder: Path, name: str) -> Caught | None:
    path = folder / f"{name}.eml"
    return Caught(name, path) if NAME.fullmatch(name) and path.exists() else None
