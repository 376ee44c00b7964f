import stat
from pathlib import Path

import pytest

from portal import settings
from portal.errors import WrongSettings


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    environ = {
        "PORTAL_INSTANCE": str(tmp_path),
        "PORTAL_IDLE_MINUTES": "soon",
        "PORTAL_MAIL_URL": "pigeon://roof",
        "PORTAL_IDEL_MINUTES": "5",
    }
    with pytest.raises(WrongSettings) as refusal:
        settings.load(environ)
    said = str(refusal.value)
    assert "PORTAL_IDLE_MINUTES" in said
    assert "PORTAL_MAIL_URL" in said
    assert "PORTAL_IDEL_MINUTES" in said


def test_the_key_is_made_once_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    environ = {"PORTAL_INSTANCE": str(tmp_path)}
    first = settings.load(environ)["SECRET_KEY"]
    assert settings.load(environ)["SECRET_KEY"] == first
    assert len(str(first)) >= 40
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_new_folder_is_its_owner_s_alone(tmp_path: Path) -> None:
    settings.load({"PORTAL_INSTANCE": str(tmp_path / "new")})
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WrongSettings, match=r"PORTAL_INSTANCE=.*file.*cannot be written"):
        settings.load({"PORTAL_INSTANCE": str(tmp_path / "file" / "lanterne")})


def test_cookies_are_secure_behind_https(tmp_path: Path) -> None:
    environ = {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_BASE_URL": "https://m.example.org"}
    assert settings.load(environ)["SESSION_COOKIE_SECURE"] is True


def test_an_ftp_database_is_refused(tmp_path: Path) -> None:
    environ = {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_DATABASE_URL": "ftp://x"}
    with pytest.raises(WrongSettings, match="sqlite"):
        settings.load(environ)
