import pytest
from click.testing import Result

from clinic.staff import queries
from clinic.staff.models import Role
from tests.staff.person import PASSWORD, Person
from tests.world import World

ADD = ("staff", "add", "new@example.org", "--name", "New Person", "--role", "clinician")


def run(world: World, *words: str, typed: str = "") -> Result:
    return world.app.test_cli_runner().invoke(args=list(words), input=typed)


def test_an_account_is_added_with_a_password_that_is_typed_twice(world: World) -> None:
    result = run(world, *ADD, typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert "new@example.org can sign in as clinician." in result.output
    assert PASSWORD not in result.output


def test_a_generated_password_is_printed_and_works(world: World) -> None:
    result = run(world, *ADD, "--generate")

    password = result.output.split("shown this once: ")[1].strip()
    with world.context():
        user = queries.account("new@example.org")
        assert user is not None
        assert user.verify_and_update_password(password)  # type: ignore[attr-defined]  # Flask-Security adds it


def test_adding_an_account_twice_changes_nothing(ada: Person) -> None:
    result = run(ada.world, "staff", "add", ada.email, "--name", "X", "--role", "administrator", "--generate")

    assert result.exit_code == 0
    assert result.output == f"{ada.email} already has an account. Nothing was changed.\n"
    assert ada.account.role == "receptionist"


INVITE = ("staff", "invite", "new@example.org", "--name", "New Person", "--role", "administrator")


def test_the_first_administrator_can_be_invited_from_the_command_line(world: World) -> None:
    result = run(world, *INVITE)

    assert result.output.startswith("new@example.org gets a link that works until ")
    world.send_mail()
    [letter] = world.sink.to("new@example.org")
    assert "Somebody who runs the site invites you" in " ".join(letter.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]  # it has one


def test_inviting_twice_changes_nothing(world: World, ada: Person) -> None:
    run(world, *INVITE)
    again = run(world, *INVITE)
    known = run(world, "staff", "invite", ada.email, "--name", "X", "--role", "administrator")

    assert (again.exit_code, known.exit_code) == (0, 0)
    assert again.output == "new@example.org already has an invitation. Nothing was changed.\n"
    assert known.output == f"{ada.email} already has an account. Nothing was changed.\n"
    assert world.send_mail() == 1


def test_the_only_administrator_cannot_be_disabled(world: World) -> None:
    lead = Person(world, "lead@clinic.example.org", Role.administrator)

    result = run(world, "staff", "disable", lead.email)

    assert result.exit_code != 0
    assert "is the only administrator. Add another one first." in result.output
    assert lead.account.active


@pytest.mark.parametrize(
    ("words", "typed", "says"),
    [
        (ADD, "password1234\npassword1234\n", "easy to guess"),
        (("staff", "add", "nonsense", "--name", "X", "--role", "clinician", "--generate"), "", "not an email address"),
        (("staff", "add", "a@example.org", "--name", "X", "--role", "wizard"), "", "'wizard' is not one of"),
        (("staff", "invite", "nonsense", "--name", "X", "--role", "clinician"), "", "not an email address"),
        (("staff", "password", "nobody@example.org", "--generate"), "", "No account has this address"),
        (("staff", "forget-phone", "nobody@example.org"), "", "No account has this address"),
        (("staff", "disable", "nobody@example.org"), "", "No account has this address"),
        (("practitioner", "add", "X", "nonsense"), "", "not an email address"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(world: World, words: tuple[str, ...], typed: str, says: str) -> None:
    result = run(world, *words, typed=typed)

    assert result.exit_code != 0
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_new_password_replaces_the_old(ada: Person) -> None:
    result = run(ada.world, "staff", "password", ada.email, "--generate")

    assert "signed out everywhere" in result.output
    assert ada.sign_in().status_code == 422


def test_somebody_who_lost_the_phone_sets_up_a_new_one(ada: Person) -> None:
    ada.sign_in()
    ada.set_up_phone()
    ada.recovery_codes()

    assert "until a phone is set up" in run(ada.world, "staff", "forget-phone", ada.email).output

    assert not ada.is_signed_in()
    assert ada.sign_in().headers["Location"] == "/staff/"
    assert ada.account.mf_recovery_codes == []


def test_disabling_twice_is_harmless(ada: Person) -> None:
    for _ in range(2):
        assert run(ada.world, "staff", "disable", ada.email).output == f"{ada.email} can no longer sign in.\n"


def test_a_practitioner_is_added_on_duty_or_off(world: World) -> None:
    on = run(world, "practitioner", "add", "On Duty", "on@example.org")
    off = run(world, "practitioner", "add", "Off Duty", "off@example.org", "--off-duty", "--title", "Doctor")
    again = run(world, "practitioner", "add", "On Duty", "on@example.org")

    assert "On Duty, Trichologist, is on duty" in on.output
    assert "Off Duty, Doctor, is off duty." in off.output
    assert "Nothing was changed." in again.output
