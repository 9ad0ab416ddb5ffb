"""The samples of `make run`: somebody new to it can choose a time at once."""

import time_machine

from clinic.core.clock import today
from clinic.local import appointments
from clinic.scheduling.arranging import bookable, queries
from clinic.scheduling.offering import offer
from clinic.scheduling.wishes import Choice, wish_of_patient
from tests.scheduling.arranged import NOW
from tests.world import World


def test_a_time_can_be_chosen_at_the_sample_clinic_and_by_video(world: World) -> None:
    with time_machine.travel(NOW, tick=False), world.context():
        appointments.add()
        [kind] = bookable.for_patients(is_new=True)
        assert kind.name == "First consultation"
        for place in kind.places:
            times = offer(wish_of_patient(Choice(kind.id, place.id), is_new=True))
            assert times.days[0].on > today()
            assert not times.is_empty


def test_what_is_arranged_already_stays_as_it_is(world: World) -> None:
    with world.context():
        appointments.add()
        before = [each.version for each in queries.seers()]
        appointments.add()
        assert [each.version for each in queries.seers()] == before
        assert all("Sample" in each.practitioner.name for each in queries.seers())
