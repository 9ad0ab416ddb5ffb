"""Whatever is sent to whatever address by whomever, it is answered, and never by a fault of ours."""

import logging

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzzing.attacks import Attack
from tests.fuzzing.people import Somebody, everybody
from tests.fuzzing.sending import Site, attacks_on
from tests.world import World

INPUTS = 250


def test_nothing_that_is_sent_is_a_fault_of_ours(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    site = Site(world, everybody(world))

    @settings(
        max_examples=INPUTS, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(attacks_on(site))
    def attack(drawn: tuple[Somebody, Attack]) -> None:
        who, sent = drawn
        answer = site.send(who, sent)
        assert not answer.is_wrong, (who.name, sent, answer.status)

    attack()
