"""How Cassandra's jars come into the user's cache; nothing is downloaded here."""

import zipfile
from pathlib import Path

import pytest

from tests.servers import install
from tests.servers.processes import ServerError


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv(install.CACHE_VARIABLE, str(tmp_path))
    monkeypatch.delenv(install.JARS_VARIABLE, raising=False)
    return tmp_path / "legacy-shim"


def downloads(count: int, *, broken: bool = False) -> object:
    """Return what stands for the download: so many jars, empty ones or none at all."""

    def download(repository: Path, _report: install.Report) -> list[Path]:
        repository.mkdir()
        jars = [repository / f"{number}.jar" for number in range(count)]
        for jar in jars:
            with zipfile.ZipFile(jar, "w"):
                pass
        if broken:
            jars[0].write_text("half")
        return jars

    return download


def refuse(_repository: Path, _report: install.Report) -> list[Path]:
    raise ConnectionRefusedError("no way out")


def test_jars_are_installed_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first call downloads, the second finds what is there, and nothing else stays behind."""
    monkeypatch.setattr(install, "_download", downloads(install.COUNT_OF_JARS))
    lines: list[str] = []
    folder = install.find_jars(lines.append)
    assert lines
    assert len(list(folder.glob("*.jar"))) == install.COUNT_OF_JARS
    monkeypatch.setattr(install, "_download", refuse)
    assert install.find_jars(pytest.fail) == folder
    assert {path.name for path in cache.iterdir()} == {folder.name, f"{folder.name}.lock"}


def test_a_failed_download_says_why_and_what_to_do(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a way out the error has the cause and the variable that helps, and no half folder is left."""
    monkeypatch.setattr(install, "_download", refuse)
    with pytest.raises(ServerError, match=rf"no way out.*{install.JARS_VARIABLE}"):
        install.find_jars(lambda _line: None)
    assert [path.suffix for path in cache.iterdir()] == [".lock"]


@pytest.mark.parametrize(
    "download", [downloads(3), downloads(install.COUNT_OF_JARS, broken=True)], ids=["few", "damaged"]
)
def test_a_bad_download_is_not_kept(cache: Path, monkeypatch: pytest.MonkeyPatch, download: object) -> None:
    """Too few jars, or one that is cut short, are told and not installed."""
    monkeypatch.setattr(install, "_download", download)
    with pytest.raises(ServerError, match="try again"):
        install.find_jars(lambda _line: None)
    assert [path.suffix for path in cache.iterdir()] == [".lock"]


def test_named_jars_and_java_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment names is used as it is."""
    monkeypatch.setenv(install.JARS_VARIABLE, str(tmp_path))
    monkeypatch.setenv(install.JAVA_VARIABLE, str(tmp_path / "java"))
    assert install.find_jars(pytest.fail) == tmp_path
    assert install.find_java() == tmp_path / "java"
