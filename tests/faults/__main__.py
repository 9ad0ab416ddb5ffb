"""Break things on purpose and count what was lost: `make faults`, or `python -m tests.faults 3 16` for some rows.

Every row runs against real processes. Each lane is a PostgreSQL and a Valkey of its own and runs its rows
one after another; the lanes run side by side, because most rows mainly wait, and those that do not run afterwards.
"""

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clinic.local.child import guard
from tests.faults import (
    darkrooms,
    database,
    deploys,
    diaries,
    disks,
    drills,
    forms,
    hostile,
    killings,
    load,
    mail,
    outages,
)
from tests.faults.bench import Bench
from tests.faults.case import Case, row_order, run

LANES = (
    ("1", "2", "2b", "16", "4b"),
    ("3", "4", "18", "15"),
    ("11", "12", "13", "13b", "14", "14b"),
    ("6", "7", "7b", "8", "10", "5", "9"),
    ("17b", "19"),
    ("20", "23", "24", "25"),
)
AFTERWARDS = ("17", "22", "21")
"""Rows that need the machine for themselves, or take it."""
MODULES = (darkrooms, database, deploys, diaries, disks, drills, forms, hostile, killings, load, mail, outages)


def lane(numbers: list[str], folder: Path, start: float) -> list[Case]:
    if not numbers:
        return []
    cases = []
    with Bench(folder) as bench:
        for number in numbers:
            case = run(number, bench)
            print(progress(case, time.monotonic() - start), flush=True)
            cases.append(case)
    return cases


def progress(case: Case, at: float) -> str:
    verdict = "kept" if case.is_kept else "BROKEN"
    lines = [f"[{at:5.0f} s] row {case.row:<3} {verdict}  {case.fault} ({case.seconds:.0f} s)"]
    return "\n".join(lines + [f"          {words}" for words in case.broken])


def table(cases: list[Case]) -> str:
    heads = ("row", "fault", "times", "lost", "dup.", "repeated", "leaked", "recovered")
    line = "{:<4} {:<52} {:>6} {:>5} {:>5} {:>9} {:>7} {:>10}".format
    lines = [line(*heads)]
    for case in cases:
        counts = (case.injected, case.lost, case.duplicated, case.repeated, "-" if case.leaked is None else case.leaked)
        lines.append(line(case.row, case.fault, *counts, f"{case.recovered:.1f} s"))
        notes = [*case.measured, *case.controls, *(f"BROKEN: {words}" for words in case.broken)]
        lines += [f"       {note}" for note in notes]
    return "\n".join(lines)


def main(chosen: list[str]) -> int:
    start = time.monotonic()
    guard()
    *plans, last = [[number for number in each if not chosen or number in chosen] for each in (*LANES, AFTERWARDS)]
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, ThreadPoolExecutor(len(plans)) as pool:
        places = [Path(folder) / str(number) for number in range(len(plans))]
        found = [case for cases in pool.map(lane, plans, places, [start] * len(plans)) for case in cases]
        cases = sorted([*found, *lane(last, Path(folder) / "afterwards", start)], key=row_order)
    print()
    print(table(cases))
    lost, duplicated = sum(case.lost for case in cases), sum(case.duplicated for case in cases)
    broken = [case.row for case in cases if not case.is_kept]
    print(f"\n{len(cases)} rows in {time.monotonic() - start:.0f} s; broken: {', '.join(broken) or 'none'}")
    print("repeated: second copies with the same Message-ID, after an injected loss of the server's answer")
    print("leaked: a patient's words outside the database; looked for in every log, in the broker and in every email")
    print(
        f"lost={lost} duplicated={duplicated} overlaps={sum(case.overlapping for case in cases)} "
        f"leaked={sum(case.leaked or 0 for case in cases)}"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
