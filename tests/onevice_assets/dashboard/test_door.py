"""Who is let in: everybody at this machine under its own name, elsewhere only who signed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from onevice_assets.dashboard.access import limits
from onevice_assets.dashboard.access.door import is_loopback_name
from onevice_assets.dashboard.app import build_app
from onevice_assets.dashboard.sources import Sources
from resources.control_plane import users
from resources.control_plane.roles import Role
from resources.redis_store import RedisStore
from tests.accounts import PASSWORD
from tests.onevice_assets.dashboard.conftest import COFFEE, TEA, World

ROLES: dict[str, tuple[str, Role]] = {
    "ada@example.com": ("default", "admin"),
    "max@example.com": ("rival", "member"),
    "vera@example.com": ("default", "viewer"),
}


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost", "localhost:1", "[::1]:8050"])
def test_this_machines_own_names_are_let_in(local: FlaskClient, host: str) -> None:
    assert is_loopback_name(host)
    assert local.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.test", "127.0.0.1.evil.test", "localhost.evil.test:8050", "10.0.0.7", "[", ""]
)
def test_a_name_made_to_point_here_is_refused(local: FlaskClient, host: str) -> None:
    assert not is_loopback_name(host)
    for path in ("/", "/_dash-layout", "/export/ranking.csv", "/assets/page.css"):
        assert local.get(path, headers={"Host": host}).status_code in (400, 403)


def test_another_sites_page_changes_nothing(local: FlaskClient) -> None:
    for origin in ("https://evil.test", "null", "http://127.0.0.1:9999"):
        sent = local.post("/_dash-update-component", json={}, headers={"Origin": origin})
        assert sent.status_code == 403, origin


def test_every_answer_carries_its_headers(local: FlaskClient) -> None:
    for path in ("/", "/nowhere", "/assets/page.css", "/export/ranking.csv"):
        headers = local.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "unsafe-inline" not in policy.split("style-src")[0]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    assert local.get("/").headers["Cache-Control"] == "no-store"


def test_nothing_on_the_page_names_another_host(local: FlaskClient) -> None:
    page = local.get("/").text
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)


@pytest.fixture
def people(world: World, store: RedisStore, hasher: Any) -> Callable[[], FlaskClient]:
    """Makes browsers of people elsewhere; accounts of two organizations exist."""
    with world.control.begin() as db:
        for email, (organization, role) in ROLES.items():
            users.add(
                db, email, password=PASSWORD, role=role, organization=organization, actor="test"
            )
    application = build_app(Sources(world.lake, world.control, store), is_local=False)
    return application.test_client


def enter(client: FlaskClient, email: str, password: str = PASSWORD, search: str = "") -> Any:
    form = re.search(r'name="form" value="([^"]+)"', client.get(f"/sign-in{search}").text)
    assert form
    data = {"form": form[1], "email": email, "password": password}
    return client.post(f"/sign-in{search}", data=data)


@pytest.mark.redis
def test_without_a_session_there_is_the_form_and_nothing_else(people: Any) -> None:
    client = people()
    answer = client.get("/?view=trend&website=x")
    assert (answer.status_code, answer.location) == (302, "/sign-in?view=trend&website=x")
    for path in ("/_dash-layout", "/_dash-dependencies", "/export/ranking.csv", "/nowhere"):
        assert client.get(path).status_code == 401
    assert client.post("/_dash-update-component", json={}).status_code == 401


@pytest.mark.redis
def test_who_signs_in_comes_to_the_view_they_wanted(people: Any) -> None:
    client = people()
    answer = enter(client, "ada@example.com", search="?view=trend&next=//evil.test")
    assert (answer.status_code, answer.location) == (303, "/?view=trend")
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if "onevice_session" in one]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/_dash-layout").status_code == 200


@pytest.mark.redis
def test_who_signs_in_again_leaves_no_session_behind(people: Any) -> None:
    client, thief = people(), people()
    enter(client, "ada@example.com")
    old = client.get_cookie("onevice_session").value
    enter(client, "ada@example.com")
    assert client.get_cookie("onevice_session").value != old
    assert client.get("/_dash-layout").status_code == 200
    thief.set_cookie("onevice_session", old)
    assert thief.get("/_dash-layout").status_code == 401


@pytest.mark.redis
def test_by_tls_the_cookie_is_secure_and_the_browser_told_to_stay(people: Any) -> None:
    client, secure = people(), {"wsgi.url_scheme": "https"}
    page = client.get("/sign-in", environ_overrides=secure)
    assert "max-age=" in page.headers["Strict-Transport-Security"]
    assert "Secure" in page.headers["Set-Cookie"]
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


@pytest.mark.redis
def test_who_takes_file_after_file_is_told_to_wait_and_nobody_else_is(
    people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.MOST_A_MINUTE, "export", 2)
    ada, vera = people(), people()
    enter(ada, "ada@example.com")
    enter(vera, "vera@example.com")
    codes = [ada.get("/export/ranking.csv").status_code for _ in range(3)]
    assert (429 in codes[:2], codes[2]) == (False, 429)
    refused = ada.get("/export/mart/share_of_voice.csv")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert f"wait {refused.headers['Retry-After']} s" in refused.text
    assert ada.get("/_dash-layout").status_code == 200
    assert vera.get("/export/ranking.csv").status_code != 429


@pytest.mark.redis
def test_behind_tls_cookies_are_for_tls_alone(people: Any) -> None:
    client = people()
    client.environ_base["wsgi.url_scheme"] = "https"
    answer = client.get("/sign-in", base_url="https://dash.example.com")
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.redis
@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com", "<script>", ""])
def test_a_wrong_password_and_an_unknown_account_hear_the_same(people: Any, email: str) -> None:
    answer = enter(people(), email, "not the password at all")
    assert answer.status_code == 401
    assert "is wrong, or the account is switched off" in answer.text
    assert "<script>" not in answer.text


@pytest.mark.redis
def test_a_form_that_is_not_ours_signs_nobody_in(people: Any) -> None:
    client = people()
    client.get("/sign-in")
    for form in ({}, {"form": "x"}, {"form": ""}):
        sent = {**form, "email": "ada@example.com", "password": PASSWORD}
        answer = client.post("/sign-in", data=sent)
        assert answer.status_code == 400
        assert "onevice_session" not in str(answer.headers)


@pytest.mark.redis
def test_who_guesses_too_often_is_told_how_long_to_wait(people: Any) -> None:
    client = people()
    for _ in range(10):
        assert enter(client, "ada@example.com", "a wrong password").status_code == 401
    answer = enter(client, "ada@example.com")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "wait" in answer.text


@pytest.mark.redis
def test_signing_out_ends_the_session_and_takes_the_pages_own_button(
    people: Any, show: Any
) -> None:
    client = people()
    secret = enter(client, "ada@example.com").headers.getlist("Set-Cookie")[0]
    assert client.post("/sign-out", data={"stamp": "guess"}).status_code == 400
    assert client.get("/_dash-layout").status_code == 200
    from onevice_assets.dashboard.access.sign_in_page import stamp

    value = secret.split("onevice_session=")[1].split(";")[0]
    assert client.post("/sign-out", data={"stamp": stamp(value)}).status_code == 303
    client.set_cookie("onevice_session", value)
    assert client.get("/_dash-layout").status_code == 401


@pytest.mark.redis
def test_nobody_sees_another_organizations_rows_by_any_address(people: Any, show: Any) -> None:
    client = people()
    enter(client, "max@example.com")
    for view in ("ranking", "trend", "where", "rivals", "sources", "answers", "tables"):
        shown = show(client, f"?website={COFFEE}&view={view}&about=Aurora")
        assert "coffee" not in shown.replace(COFFEE, ""), view
    for what in ("ranking", "answers", "trend", "mart/prompt_cells"):
        assert client.get(f"/export/{what}.csv?website={COFFEE}").status_code == 404
    own = client.get(f"/export/answers.csv?website={TEA}")
    assert own.status_code == 200
    assert "tea" in own.text
    assert "coffee" not in own.text


@pytest.mark.redis
def test_a_viewer_reads_no_answer_and_takes_no_file(people: Any, show: Any) -> None:
    client = people()
    enter(client, "vera@example.com")
    assert "Aurora is named in" in show(client, f"?website={COFFEE}")
    drilled = show(client, f"?website={COFFEE}&view=answers&about=Aurora")
    assert "Your role sees numbers" in drilled
    assert "Take " not in drilled
    for what in ("ranking.csv", "answers.parquet", "mart/share_of_voice.xlsx"):
        assert client.get(f"/export/{what}?website={COFFEE}").status_code == 403


@pytest.mark.redis
def test_an_admin_sees_the_people_of_their_organization_alone(people: Any, show: Any) -> None:
    admin, member = people(), people()
    enter(admin, "ada@example.com")
    enter(member, "max@example.com")
    seen = show(admin, "?view=people")
    assert "vera@example.com" in seen
    assert "max@example.com" not in seen
    assert "@example.com" not in show(member, "?view=people")


@pytest.mark.redis
def test_a_role_that_was_taken_away_is_gone_at_the_next_click(
    people: Any, show: Any, world: World
) -> None:
    client = people()
    enter(client, "ada@example.com")
    with world.control.begin() as db:
        found = users.find(db, "ada@example.com", organization="default")
        users.set_role(db, found, "viewer", actor="test")
    assert client.get("/_dash-layout").status_code == 401  # the session went with it
    enter(client, "ada@example.com")
    assert client.get(f"/export/ranking.csv?website={COFFEE}").status_code == 403
    with world.control.begin() as db:
        users.deactivate(db, found, actor="test")
    assert client.get("/_dash-layout").status_code == 401
