"""`onevice user`: who may see the pages that are not only for this machine, and in which role.

A password is asked for, or read from standard input; it is never an argument, which `ps` and the
shell's history would show. Signing in is the dashboard's.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor
from resources.control_plane.roles import Role

app = typer.Typer(help="People who may see the dashboard, and their roles.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="E-mail address, in any case")]
OrganizationOption = Annotated[str, typer.Option(help="Slug of the organization")]
StdinOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input")
]


@app.command("add")
def add_user(
    email: Email,
    role: Annotated[Role, typer.Option(help="viewer sees, member exports, admin manages")] = (
        "member"
    ),
    name: Annotated[str | None, typer.Option(help="Name to show")] = None,
    organization: OrganizationOption = "default",
    password_stdin: StdinOption = False,
) -> None:
    """Give a person an account; their password is asked for."""
    from resources.control_plane import users
    from resources.control_plane.emails import read_email

    email = read_email(email)
    password = _read_password(password_stdin)
    with Session().resources["control"].begin() as db:
        added = users.add(
            db,
            email,
            password=password,
            role=role,
            name=name,
            organization=organization,
            actor=actor(),
        )
    say(f"[bold]{escape(added.email)}[/] is {added.role} of {escape(added.organization_slug)}.")


@app.command("list")
def list_users(organization: OrganizationOption = "default", as_json: JsonOption = False) -> None:
    """List the users of an organization."""
    from resources.control_plane import users

    with Session().resources["control"].begin() as db:
        rows = [vars(one) for one in users.list_all(db, organization=organization)]
    if as_json:
        print_json(rows)
    else:
        columns = ["email", "name", "role", "access_groups", "is_active", "last_login_at"]
        print_rows(f"Users of {organization}", rows, columns)


@app.command("role")
def set_role(
    email: Email,
    role: Annotated[Role, typer.Argument(help="viewer sees, member exports, admin manages")],
    organization: OrganizationOption = "default",
) -> None:
    """Give a user another role; it holds from their next click on."""
    from resources.control_plane import users

    with Session().resources["control"].begin() as db:
        found = users.find(db, email, organization=organization)
        changed = users.set_role(db, found, role, actor=actor())
    say(f"{escape(changed.email)} is {changed.role} of {escape(changed.organization_slug)}.")


@app.command("groups")
def set_groups(
    email: Email,
    groups: Annotated[list[str] | None, typer.Argument(help="All of them; none for none")] = None,
    organization: OrganizationOption = "default",
) -> None:
    """Say which access groups a user is of; it holds from their next question on."""
    from resources.control_plane import access_groups, users

    with Session().resources["control"].begin() as db:
        found = users.find(db, email, organization=organization)
        now = access_groups.set_groups(db, found, groups or (), actor=actor())
    say(f"{escape(found.email)} is of {escape(', '.join(now)) or 'no access group'}.")


@app.command("password")
def set_password(
    email: Email,
    organization: OrganizationOption = "default",
    password_stdin: StdinOption = False,
) -> None:
    """Give a user another password; all their sessions end."""
    from resources.control_plane import users

    control = Session().resources["control"]
    with control.begin() as db:
        found = users.find(db, email, organization=organization)
    password = _read_password(password_stdin)
    with control.begin() as db:
        users.set_password(db, found, password, actor=actor())
    say(f"{escape(found.email)} has a new password; sessions opened with the last one are over.")


@app.command("deactivate")
def deactivate_user(email: Email, organization: OrganizationOption = "default") -> None:
    """Shut a user out at once; nothing of theirs is deleted but the password."""
    from resources.control_plane import users

    with Session().resources["control"].begin() as db:
        found = users.find(db, email, organization=organization)
        users.deactivate(db, found, actor=actor())
    say(
        f"{escape(found.email)} is shut out and their sessions are over. Undone by: "
        f"onevice user activate {escape(found.email)}"
    )


@app.command("activate")
def activate_user(
    email: Email,
    organization: OrganizationOption = "default",
    password_stdin: StdinOption = False,
) -> None:
    """Let a deactivated user in again, with a new password."""
    from resources.control_plane import users

    control = Session().resources["control"]
    with control.begin() as db:
        found = users.find(db, email, organization=organization)
    password = _read_password(password_stdin)
    with control.begin() as db:
        users.activate(db, found, password, actor=actor())
    say(f"{escape(found.email)} is {found.role} of {escape(found.organization_slug)} again.")


def _read_password(from_stdin: bool) -> str:
    """Ask twice without showing it, or take the first line of standard input."""
    if from_stdin:
        # what is not text in this locale is refused with a message, not with a traceback
        stdin = typer.get_text_stream("stdin", errors="surrogateescape")
        return stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
