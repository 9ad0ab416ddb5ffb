"""What pip-audit says, read."""

from dataclasses import dataclass, field

import msgspec


class Vulnerability(msgspec.Struct):
    id: str
    fix_versions: list[str] = []


class Dependency(msgspec.Struct):
    name: str
    version: str = ""
    vulns: list[Vulnerability] = []
    skip_reason: str = ""
    """Why the register was not asked about it, or knew nothing of it."""


class Answer(msgspec.Struct):
    dependencies: list[Dependency] = []


@dataclass(frozen=True)
class Report:
    """What is known of each dependency; of none, where the register could not be asked."""

    looked_up: list[Dependency] = field(default_factory=list)
    unknown: list[Dependency] = field(default_factory=list)

    @property
    def vulnerable(self) -> list[Dependency]:
        return [each for each in self.looked_up if each.vulns]

    def sentences(self, register: str) -> list[str]:
        said = [
            f"{len(self.looked_up)} dependencies looked up at {register}: {len(self.vulnerable)} with a known fault."
        ]
        for each in self.vulnerable:
            ids = ", ".join(fault.id for fault in each.vulns)
            fixed = sorted({version for fault in each.vulns for version in fault.fix_versions})
            said.append(
                f"VULNERABLE: {each.name} {each.version}: {ids}. Mended in {', '.join(fixed) or 'no version yet'}."
            )
        if self.unknown:
            said.append(f"NOT LOOKED UP: {', '.join(each.name for each in self.unknown)}.")
        return said


def read(written: str) -> Report:
    """Read pip-audit's JSON; gives a report of nothing where it wrote none, because it could ask nobody."""
    try:
        found = msgspec.json.decode(written, type=Answer).dependencies
    except msgspec.DecodeError:
        return Report()
    unknown = [each for each in found if each.skip_reason]
    return Report([each for each in found if not each.skip_reason], unknown)
