import secrets

import pytest

from clinic.core.allowance import Allowance, Count
from clinic.local.valkey import Valkey, free_port


@pytest.fixture(params=["Redis", "memory"])
def allowance(request: pytest.FixtureRequest, valkey: Valkey) -> Allowance:
    away = f"redis://127.0.0.1:{free_port()}/0"
    return Allowance(valkey.url if request.param == "Redis" else away)


def up_to(most: int = 2) -> Count:
    return Count(f"tested:{secrets.token_hex(4)}", f"{most} per hour")


def test_so_many_are_taken_and_no_more(allowance: Allowance) -> None:
    count = up_to()
    assert [allowance.take([count]) for _ in range(4)] == [True, True, False, False]


def test_what_was_given_back_can_be_taken_again(allowance: Allowance) -> None:
    count = up_to(1)
    assert allowance.take([count])
    allowance.give_back([count])
    assert allowance.take([count])


def test_one_that_is_used_up_keeps_the_others_as_they_were(allowance: Allowance) -> None:
    used_up, other = up_to(1), up_to(1)
    assert allowance.take([used_up])
    assert not allowance.take([used_up, other])
    assert allowance.take([other])


def test_each_of_several_rates_counts(allowance: Allowance) -> None:
    count = Count(f"tested:{secrets.token_hex(4)}", "5 per hour; 1 per minute")
    assert [allowance.take([count]) for _ in range(2)] == [True, False]


def test_redis_is_left_alone_after_it_did_not_answer(valkey: Valkey) -> None:
    allowance = Allowance(f"redis://127.0.0.1:{free_port()}/0")
    assert allowance.take([up_to()])
    assert allowance.away_until > 0
