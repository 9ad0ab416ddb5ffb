"""Who asks is nobody: neither a name, nor an address, nor a number of theirs could be anybody's."""

from random import Random

from clinic.core.forms import normal_email, normal_phone
from clinic.local.seeding.names import DOMAINS, FIRST, NUMBERS, OWN, SECOND, person
from tests.world import World

PEOPLE = [person(number, Random(number)) for number in range(2000)]


def test_names_are_made_of_syllables_that_mean_nothing() -> None:
    for each in PEOPLE:
        first, second = each.name.lower().split()
        assert any(first == one + two for one in FIRST for two in FIRST)
        assert any(second.startswith(one) and second.endswith(two) for one in SECOND for two in SECOND)


def test_there_are_thousands_of_names() -> None:
    assert len({one + two for one in FIRST for two in FIRST}) == 2025
    assert len({one + two + three for one in SECOND for two in SECOND for three in SECOND}) == 19683


def test_everybody_has_an_address_of_their_own_at_a_domain_kept_for_examples() -> None:
    addresses = {each.email for each in PEOPLE}
    assert len(addresses) == len(PEOPLE)
    assert {address.partition("@")[2] for address in addresses} == set(DOMAINS) == {"example.com", "example.org"}
    assert all(normal_email(address) == address for address in addresses)


def test_the_first_thousand_have_names_of_their_own() -> None:
    own, others = {each.name for each in PEOPLE[:1000]}, {each.name for each in PEOPLE[1000:]}
    assert len(own) == 1000
    assert not own & others


def test_numbers_are_those_kept_for_drama_and_the_form_would_take_them(world: World) -> None:
    with world.context():
        assert all(normal_phone(number) == number for number in [*OWN, *NUMBERS[::97]])
    assert all(number[5:9] in {"7946", "3496"} or number[6:9] == "496" for number in [*OWN, *NUMBERS])


def test_the_first_thousand_can_be_found_by_their_numbers() -> None:
    assert len({each.phone for each in PEOPLE[:1000]}) == 1000
    assert not {each.phone for each in PEOPLE[:1000]} & {each.phone for each in PEOPLE[1000:]}
