"""One schema; an unknown key or a bad value stops the start and names key and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from signaling.settings_file import ConfigError, keys, read_settings, toml_value


def _file(directory: Path, text: str) -> Path:
    file = directory / "etaluukku.toml"
    file.write_text(text)
    return file


def _refused(directory: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read_settings(_file(directory, text))
    return str(caught.value)


def test_without_a_file_every_key_has_its_default() -> None:
    settings = read_settings(None)
    assert settings.server.port == 8080
    assert settings.database_url == "sqlite:////var/lib/etaluukku/etaluukku.db"


def test_the_file_is_read(tmp_path: Path) -> None:
    text = '[server]\nport = 9000\ntrusted_proxies = ["10.0.0.0/8"]\n'
    text += '[media]\naddresses = [{local = "0.0.0.0", advertised = "192.0.2.1"}]\n'
    settings = read_settings(_file(tmp_path, text))
    assert settings.server.port == 9000
    assert settings.media.addresses[0].advertised == "192.0.2.1"


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETALUUKKU_SERVER__PORT", "9001")
    settings = read_settings(_file(tmp_path, '[server]\nport = 9000\nlisten = ["::1"]\n'))
    assert settings.server.port == 9001
    assert settings.server.listen == ("::1",)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[server]\nport = 1\nprot = 2\n", "line 3: server.prot: no such key"),
        ("# none\n\n[sever]\nport = 1\n", "line 3: sever: no such key"),
        ("[server]\n\nport = 99999\n", "line 3: server.port: "),
        ('[log]\nlevel = "loud"\n', "line 2: log.level: "),
        ('[server]\ntrusted_proxies = ["10.0.0.0/8", "nonsense"]\n', "line 2: server.trusted_proxies: "),
        ('[limits]\nevents_per_session = "many"\n', "line 2: limits.events_per_session: "),
        ("[consultation]\nparticipants = 26\n", "line 2: consultation.participants: "),
        ("[server\n", "at line 1"),
    ],
)
def test_a_fault_names_key_and_line(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in _refused(tmp_path, text)


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    assert len(_refused(tmp_path, "[server]\nport = -1\nprot = 2\n").splitlines()) == 2


def test_a_bad_value_is_not_shown_for_it_may_be_a_secret(tmp_path: Path) -> None:
    assert "hunter2" not in _refused(tmp_path, '[database]\nurl = "mysql://user:hunter2@host/x"\n')


@pytest.mark.parametrize("name", ["ETALUUKKU_PROT", "ETALUUKKU_SERVER__PROT", "ETALUUKKU_SEVER__PORT"])
def test_an_unknown_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(ConfigError, match=name):
        read_settings(None)


def test_a_bad_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETALUUKKU_SERVER__PORT", "many")
    with pytest.raises(ConfigError, match="ETALUUKKU_SERVER__PORT"):
        read_settings(None)


def test_every_key_has_help_and_the_printed_defaults_are_a_valid_file(tmp_path: Path) -> None:
    lines, section = [], ""
    for name, default, unit, text in keys():
        assert text, name
        assert unit or "seconds" not in name, name
        if name.split(".")[0] != section:
            section = name.split(".")[0]
            lines.append(f"[{section}]")
        if default != '""':
            lines.append(f"{name.split('.')[1]} = {default}")
    assert read_settings(_file(tmp_path, "\n".join(lines))).model_dump() == read_settings(None).model_dump()


@pytest.mark.parametrize(("value", "text"), [(True, "true"), (1.5, "1.5"), ('a"b', '"a\\"b"'), ((), "[]")])
def test_values_are_written_as_toml(value: object, text: str) -> None:
    assert toml_value(value) == text


def test_a_day_of_review_is_a_day(tmp_path: Path) -> None:
    settings = read_settings(_file(tmp_path, '[operator]\naccessibility_reviewed = "2026-11-22"\n'))
    assert settings.operator.accessibility_reviewed == "2026-11-22"
    told = _refused(tmp_path, '[operator]\naccessibility_reviewed = "22.11.2026"\n')
    assert "line 2: operator.accessibility_reviewed" in told
