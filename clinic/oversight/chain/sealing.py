"""The verbs of the chain: seal, and anchor.

Who writes an entry waits for nobody: a sweep gives committed entries their links, in the order in which it finds them.
Under a lock around each entry, eight writers managed 134 entries a second where 1,900 were possible without.
"""

import time
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select, text

from clinic.core import witness
from clinic.core.clock import today, utcnow
from clinic.core.db import transaction
from clinic.core.tasks import enqueue
from clinic.oversight.chain import anchors, links
from clinic.oversight.chain.anchors import ANCHORS, Anchor
from clinic.oversight.chain.links import Head, Written

LOCK = 0x7261_696C
"""Of the database's advisory locks, ours."""
BATCH = 2_000
SECONDS = 5.0
LOOK_BACK = 10_000
"""An entry's id is given when it is written and not when it commits, so the sweep looks this far behind the newest
link; whoever commits still later is found when the whole trail is looked through, before the head is anchored."""
SLICE = 100_000

LINK = text("""
    INSERT INTO audit_link (number, entry_id, hash, signature) SELECT * FROM unnest(
        CAST(:numbers AS bigint[]), CAST(:entry_ids AS bigint[]), CAST(:hashes AS bytea[]), CAST(:signatures AS bytea[])
    )
""")
"""One statement for a batch of links, given by columns."""


class BrokenEnd(Exception):
    """The last link is not signed with a key of ours: to go on from there would hide that the end was cut."""


def seal(seconds: float = SECONDS) -> int:
    """Link new entries for a while; gives how many. Rings again if time ran out first. Raises BrokenEnd."""
    linked, deadline = 0, time.monotonic() + seconds
    with transaction():
        last = links.newest_linked() - LOOK_BACK
    while entries := _link(last):
        linked, last = linked + len(entries), entries[-1].id
        if time.monotonic() > deadline:
            with transaction():
                enqueue("oversight.seal")
            break
    return linked


def seal_everything() -> Iterator[int]:
    """Link every entry that is there; tells now and then how many it has linked. Raises BrokenEnd."""
    linked = 0
    with transaction():
        newest = links.newest_entry()
    for start in range(0, newest + 1, SLICE):
        last = start - 1
        while entries := _link(last, start + SLICE - 1):
            linked, last = linked + len(entries), entries[-1].id
            yield linked


def anchor() -> Head:
    """Write down the head outside the database, once everything is sealed. Raises BrokenEnd and NoWitness."""
    for _ in seal_everything():
        pass
    with transaction():
        head = links.head()
    witness.add(ANCHORS, [Anchor(utcnow(), head.number, head.hash).line()])
    return head


def anchor_today() -> None:
    """Anchor the head unless this was done today. Raises as `anchor`."""
    newest = anchors.newest()
    if newest is None or newest.on < today():
        anchor()


def _link(after: int, until: int | None = None) -> Sequence[Written]:
    """Link the next entries, one sweep at a time; gives them."""
    with transaction() as session:
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
        entries, head = links.unlinked(after, BATCH, until), links.head()
        if entries:
            if not links.is_ours(head):
                raise BrokenEnd("The end of the audit trail is not as we left it. Run: flask audit verify")
            session.connection().execute(LINK, _rows(head, entries))
    return entries


def _rows(head: Head, entries: Sequence[Written]) -> dict[str, list[object]]:
    numbers = range(head.number + 1, head.number + 1 + len(entries))
    hashes, last = [], head.hash
    for number, entry in zip(numbers, entries, strict=True):
        hashes.append(last := links.hash_of(last, number, entry))
    signatures = [*(None for _ in entries[1:]), links.sign(numbers[-1], last)]
    ids = [entry.id for entry in entries]
    return {"numbers": [*numbers], "entry_ids": [*ids], "hashes": [*hashes], "signatures": signatures}
