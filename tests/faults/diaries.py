"""Rows about diaries: a thousand people want one time, and the clocks change."""

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from clinic.local.child import ROOT
from tests.faults import failpoints
from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic
from tests.faults.inbox import Copy
from tests.faults.patient import Answer, Patient, hidden_fields, slowest
from tests.faults.racers import DONE, End, Order, race
from tests.intake.filling import ABOUT, SAFE
from tests.scheduling.overlaps import OVERLAPS

RACERS, CONNECTIONS, PEOPLE, ROUNDS = 1000, 200, 16, 100
MOST_SECONDS = 2.0
AN_HOUR = {"minutes": 60, "every_minutes": 5}
A_QUARTER = {"minutes": 15, "every_minutes": 15}
TIME = "/consultation/time/"
UNLIMITED = {"DRAFT_LIMIT_PER_ADDRESS": "100000 per hour"}
NO_JUDGE = "ALTER TABLE appointment DROP CONSTRAINT practitioner_taken"
BOOKED = "SELECT count(*) FROM appointment WHERE state = 'booked'"
CLOCKS_CHANGE = ("2027-03-28", "2027-10-31")
FAST = timedelta(minutes=20)
"""What the machine's clock is off for a while, which is more than two sweeps are apart."""

Reminder = dict[str, str | None]

DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


@dataclass(frozen=True)
class Arranged:
    """What can be chosen, and those who choose."""

    kind_id: str
    location_id: str
    requests: list[str]
    forms: list[str]
    times: list[str]

    def order(self, verb: str, times: list[str], at_once: int = CONNECTIONS) -> Order:
        people = self.forms if verb == "hold" else self.requests
        wanted = list(islice(cycle(times), len(people)))
        return Order(verb, self.kind_id, self.location_id, people, wanted, at_once)


def arrange(clinic: Clinic, people: int, kind: dict[str, Any]) -> Arranged:
    command = [sys.executable, "-m", "tests.faults.arranging", str(people), json.dumps(kind)]
    done = subprocess.run(command, cwd=ROOT, env=clinic.environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return Arranged(**json.loads(done.stdout))


@row("17", "1,000 racers for one time, and for overlapping ones")
def racers(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        arranged = arrange(clinic, RACERS, AN_HOUR)
        monday, overlapping = arranged.times[:1], arranged.times[13:25]
        _one_gets_it(case, "one time", race(clinic, arranged.order("hold", monday)))
        _one_gets_it(case, "overlapping times", race(clinic, arranged.order("book", overlapping)))
        case.overlapping += clinic.number(OVERLAPS)
    _without_lock(case, bench)
    _without_lock_and_judge(case, bench)


def _one_gets_it(case: Case, what: str, ends: list[End]) -> None:
    words = Counter(end.word for end in ends)
    case.inject(len(ends))
    case.promise(words == {DONE: 1, "SlotTaken": len(ends) - 1}, f"{what}: {dict(words)}")
    ranked = sorted(end.seconds for end in ends)
    case.within(ranked[int(len(ranked) * 0.99)], MOST_SECONDS, f"{what}: p99")


def _without_lock(case: Case, bench: Bench) -> None:
    """The constraint alone lets nothing overlap, but it cannot count how many there are on a day."""
    with bench.clinic() as clinic:
        # Two for each of three times: of more, deadlocks at the constraint might leave one booking in all.
        arranged = arrange(clinic, 6, {**AN_HOUR, "most_per_day": 1})
        race(clinic, arranged.order("book", arranged.times[:25:12], 6), without="diary's lock")
        case.overlapping += clinic.number(OVERLAPS)
        booked = clinic.number(BOOKED)
        case.control("diary's lock", booked > 1, f"{booked} on a day of one, {clinic.number(DEADLOCKS)} deadlocks")


def _without_lock_and_judge(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        arranged = arrange(clinic, 40, AN_HOUR)
        clinic.sql(NO_JUDGE)
        race(clinic, arranged.order("book", arranged.times[:1], 40), without="diary's lock")
        overlaps = clinic.number(OVERLAPS)
        case.control("diary's lock and constraint", overlaps > 0, f"{overlaps} overlaps")


@row("17b", "16 people press one time, 100 rounds by HTTP")
def rounds(case: Case, bench: Bench) -> None:
    with bench.clinic(**UNLIMITED) as clinic:
        answers = [answer for each in press(clinic, ROUNDS) for answer in one_has_it(case, each)]
        case.within(slowest(answers, 0.99), MOST_SECONDS, "p99")
        case.overlapping += clinic.number(OVERLAPS)
    with bench.clinic(without="diary's lock", **UNLIMITED) as clinic:
        clinic.sql(NO_JUDGE)
        press(clinic, 3)
        overlaps = clinic.number(OVERLAPS)
        case.control("diary's lock and constraint", overlaps > 0, f"{overlaps} overlaps")


def press(clinic: Clinic, rounds: int) -> list[list[Answer]]:
    """Let people in as many browsers press the same time in the same moment, and then the next one, and so on.

    Another of them begins each time: who always did would have more times than are held for one address in an hour.
    """
    clinic.start(clinic.web)
    arranged = arrange(clinic, 1, A_QUARTER)
    with ThreadPoolExecutor(PEOPLE) as pool:
        people = list(pool.map(lambda number: _who_may_choose(clinic, number), range(PEOPLE)))
        times = enumerate(arranged.times[:rounds])
        return [list(pool.map(_choose, _beginning_with(nth, people), [at] * PEOPLE)) for nth, at in times]


def _beginning_with(nth: int, people: list[Patient]) -> list[Patient]:
    first = nth % len(people)
    return people[first:] + people[:first]


def _who_may_choose(clinic: Clinic, number: int) -> Patient:
    """Fill in the form as far as the choice of a time."""
    patient = clinic.patient(f"patient{number}")
    patient.address = f"127.0.1.{number + 1}"  # so many times are held from one address in an hour, and no more
    for slug, answers in (("about-you", ABOUT), ("safety", SAFE)):
        path = f"/consultation/{slug}/"
        hidden = hidden_fields(patient.fetch("GET", path).text)
        assert patient.send({**hidden, **answers}, path).status in (302, 303), f"{slug} was not taken"
    patient.hidden = hidden_fields(patient.fetch("GET", TIME).text)
    return patient


def _choose(patient: Patient, at: str) -> Answer:
    return patient.send({**patient.hidden, "at": at}, TIME)


def one_has_it(case: Case, answers: list[Answer]) -> list[Answer]:
    """See that one has the time, and that the others are offered the nearest; gives the answers."""
    case.inject(len(answers))
    words = Counter(answer.status for answer in answers)
    case.promise(words == {303: 1, 409: len(answers) - 1}, f"answers: {dict(words)}")
    others = [answer for answer in answers if answer.status == 409]
    case.promise(all("The nearest times" in answer.text for answer in others), "the nearest times were not offered")
    return answers


@row("19", "The clocks change, and the machine's own is put right")
def clocks(case: Case, bench: Bench) -> None:
    for day in CLOCKS_CHANGE:
        with bench.clinic() as clinic:
            reminders = live_through(clinic, day)
            case.inject(len(reminders))
            case.lost += sum(each["went"] is None for each in reminders)
            case.duplicated += sum(len(told(clinic, each)) > 1 for each in reminders)
            shifted = sum(map(is_shifted, reminders))
            case.promise(not shifted, f"{day}: {shifted} reminders were shifted")
            case.promise(len(reminders) in (45, 49), f"{day}: {len(reminders)} appointments")
    with bench.clinic() as clinic:
        shifted = sum(map(is_shifted, live_through(clinic, CLOCKS_CHANGE[0], "absolute time")))
        case.control("absolute time", shifted > 0, f"{shifted} shifted")


def live_through(clinic: Clinic, day: str, without: str = "") -> list[Reminder]:
    command = [sys.executable, "-m", "tests.faults.timekeeping", day]
    environ = {**clinic.environ, failpoints.WITHOUT: without}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: list[Reminder] = json.loads(done.stdout)
    return found


def told(clinic: Clinic, reminder: Reminder) -> list[Copy]:
    return [copy for copy in clinic.inbox.to(reminder["recipient"] or "") if " is " in copy.subject]


def is_shifted(reminder: Reminder) -> bool:
    """Tell whether it went at another time than it was due, give or take what a fast clock is off."""
    if not reminder["went"] or not reminder["due"]:
        return False
    off = datetime.fromisoformat(reminder["went"]) - datetime.fromisoformat(reminder["due"])
    return not timedelta() <= off <= FAST
