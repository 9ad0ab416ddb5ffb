"""`flask staff …` and `flask practitioner …`"""

import click
from flask import Flask
from flask.cli import AppGroup

from clinic.core.audit import Actor
from clinic.core.templating import minute
from clinic.staff import passwords, services
from clinic.staff.models import Role
from clinic.staff.people import invitations
from clinic.staff.people.deeds import LastAdministrator

OPERATOR = Actor("operator")

staff = AppGroup("staff", help="The accounts of people who work here.")
practitioner = AppGroup("practitioner", help="The people whom patients see.")

named = click.option("--name", required=True, help="As colleagues know them.")
with_role = click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
generate = click.option("--generate", is_flag=True, help="Make a password and print it, once.")


@staff.command("add")
@click.argument("email")
@named
@with_role
@generate
def add_staff(email: str, name: str, role: str, generate: bool) -> None:
    """Give EMAIL an account. If there is one already, say so and change nothing."""
    password = _password(generate)
    try:
        user = services.add_staff(name, email, password, Role(role), OPERATOR)
    except services.AlreadyStaff:
        click.echo(f"{email} already has an account. Nothing was changed.")
        return
    except (services.WeakPassword, services.NotAnAddress) as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{user.email} can sign in as {user.role}.")
    _print_once(generate, password)


@staff.command("invite")
@click.argument("email")
@named
@with_role
def invite(email: str, name: str, role: str) -> None:
    """Email EMAIL a link to set up an account. If there is one or an invitation already, say so and change nothing."""
    try:
        invitation = invitations.invite(name, email, Role(role), OPERATOR)
    except services.AlreadyStaff:
        click.echo(f"{email} already has an account. Nothing was changed.")
    except invitations.AlreadyInvited:
        click.echo(f"{email} already has an invitation. Nothing was changed.")
    except services.NotAnAddress as fault:
        raise click.ClickException(str(fault)) from None
    else:
        click.echo(f"{invitation.email} gets a link that works until {minute(invitation.expires_at)}.")


@staff.command("password")
@click.argument("email")
@generate
def set_password(email: str, generate: bool) -> None:
    """Give the account of EMAIL a new password, and end its sessions."""
    password = _password(generate)
    try:
        user = services.set_password(email, password, OPERATOR)
    except (services.UnknownAccount, services.WeakPassword, services.NotAnAddress) as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{user.email} has a new password and is signed out everywhere.")
    _print_once(generate, password)


@staff.command("forget-phone")
@click.argument("email")
def forget_phone(email: str) -> None:
    """Let EMAIL set up a new phone at the next sign-in, when phone and recovery codes are lost."""
    try:
        user = services.forget_phone(email, OPERATOR)
    except (services.UnknownAccount, services.NotAnAddress) as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{user.email} is signed out everywhere and signs in with the password alone until a phone is set up.")


@staff.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close the account of EMAIL and end its sessions. Doing so twice is harmless."""
    try:
        user = services.disable(email, OPERATOR)
    except LastAdministrator:
        raise click.ClickException(f"{email} is the only administrator. Add another one first.") from None
    except (services.UnknownAccount, services.NotAnAddress) as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{user.email} can no longer sign in.")


@practitioner.command("add")
@click.argument("name")
@click.argument("email")
@click.option("--title", default="Trichologist", show_default=True, help="What patients read beside the name.")
@click.option("--off-duty", is_flag=True, help="Does not hear of new intakes.")
def add_practitioner(name: str, email: str, title: str, off_duty: bool) -> None:
    """Add someone who sees patients. If EMAIL is known already, say so and change nothing."""
    try:
        added = services.add_practitioner(name, email, title, OPERATOR, is_on_duty_for_intakes=not off_duty)
    except services.AlreadyPractitioner:
        click.echo(f"{email} already belongs to a practitioner. Nothing was changed.")
        return
    except services.NotAnAddress as fault:
        raise click.ClickException(str(fault)) from None
    duty = "on duty: hears of every new intake" if added.is_on_duty_for_intakes else "off duty"
    click.echo(f"{added.name}, {added.title}, is {duty}.")


def _password(generate: bool) -> str:
    if generate:
        return passwords.generated()
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _print_once(generate: bool, password: str) -> None:
    if generate:
        click.echo(f"Password, shown this once: {password}")


def init_app(app: Flask) -> None:
    app.cli.add_command(staff)
    app.cli.add_command(practitioner)
