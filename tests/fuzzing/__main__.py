"""Send so many strange things to the clinic of this environment: `python -m tests.fuzzing 10000 1`.

Writes as JSON how many of them got which answer, those that were answered wrongly, and the slowest. The last number
is where chance begins: the same one sends the same again.
"""

import json
import logging
import os
import sys
import time
from dataclasses import asdict, dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings

from clinic import create_app
from clinic.core.db import patient
from clinic.core.logs import where
from tests.faults import failpoints, unguarded
from tests.fuzzing.attacks import Attack
from tests.fuzzing.people import Somebody, everybody
from tests.fuzzing.sending import Site, attacks_on
from tests.smtp import Sink
from tests.world import World, be_quick, rolled_back


@dataclass
class Findings:
    answers: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slow: str = ""


def main(inputs: int, number: int) -> None:
    unguarded.switch_off(os.environ.get(failpoints.WITHOUT, ""))
    app = create_app()
    be_quick(app)
    logging.disable(logging.ERROR)
    with Sink() as sink, rolled_back(app) as connection, patient(connection):
        json.dump(asdict(attack(World(app, sink), inputs, number)), sys.stdout)


def attack(world: World, inputs: int, number: int) -> Findings:
    site, found = Site(world, everybody(world)), Findings()

    @seed(number)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(attacks_on(site))
    def send(drawn: tuple[Somebody, Attack]) -> None:
        who, sent = drawn
        began = time.monotonic()
        try:
            answer = site.send(who, sent)
        except Exception as fault:  # of a layer around the application, which no page tells of
            found.wrong.append(
                f"{type(fault).__name__}: {fault} at {where(fault.__traceback__)} for {who.name}: {sent}"
            )
            return
        if time.monotonic() - began > found.slowest:
            found.slowest, found.slow = time.monotonic() - began, f"{who.name}: {sent}"
        found.answers[answer.status] = found.answers.get(answer.status, 0) + 1
        if answer.is_wrong:
            found.wrong.append(f"{answer.status} for {who.name}: {sent}")

    send()
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
