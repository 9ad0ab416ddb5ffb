"""Look up every pinned dependency in the registers of known vulnerabilities: `make audit`.

A vulnerability fails. A register that cannot be reached does not, but is said plainly: then nothing was looked up.
"""

import subprocess
import sys

from tests.audit.report import Report, read

PINS = ("requirements.txt", "requirements-dev.txt")
REGISTERS = {"pypi": "the Python Package Index", "osv": "osv.dev"}
TIMEOUT = 300


def ask(register: str) -> Report:
    """Let pip-audit ask a register about every pin."""
    files = [word for name in PINS for word in ("--requirement", name)]
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json", "--timeout", "10"]
    command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", register, *options, *files]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return Report()
    return read(done.stdout)


def main() -> int:
    for register, name in REGISTERS.items():
        report = ask(register)
        if report.looked_up:
            print("\n".join(report.sentences(name)))
            return 1 if report.vulnerable else 0
    print(f"NOT AUDITED: none of {', '.join(REGISTERS.values())} can be asked from here. Nothing was looked up.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
