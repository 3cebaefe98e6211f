"""Label files: the operator's lie over the shipped ones, are followed, and cannot do harm."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from config.settings import SettingsError, load_settings
from shim.bootstrap import label_files
from shim.label_files import MAX_FILE_BYTES, LabelFiles, read_bundles
from shim.legacy.bundles import LabelError
from shim.logs import configure_logs
from shim.operations import check_labels
from tests.unit.shim.test_directory import until


def title(labels: LabelFiles, locale: str, id_: str = "search") -> str:
    return labels.current.titles(locale)([id_])[0]


def test_the_folder_lies_over_what_is_shipped(tmp_path: Path) -> None:
    """A language that is not shipped is added, a shipped file is replaced by one of its name, others stay out."""
    (tmp_path / "labels_de.properties").write_bytes(b"search=Gr\xf6\\u00dfe\n")
    (tmp_path / "notes.txt").write_bytes(b'search="')
    added = LabelFiles(str(tmp_path))
    assert (title(added, "de_AT"), title(added, "nl")) == ("Größe", "search term")
    (tmp_path / "labels_en.properties").write_bytes(b"search=words\n")
    replaced = LabelFiles(str(tmp_path))
    assert (title(replaced, "nl"), title(replaced, "en", "lastEvent")) == ("words", "lastEvent")


@pytest.mark.parametrize(("old", "new"), [("iw", "he"), ("in", "id"), ("ji", "yi")])
def test_todays_language_code_wins(tmp_path: Path, old: str, new: str) -> None:
    """A file by the old code is found by both codes; where today's is there too, that one counts."""
    (tmp_path / f"labels_{old}.properties").write_bytes(b"a=old\n")
    assert read_bundles(str(tmp_path))[new] == {"a": "old"}
    (tmp_path / f"labels_{new}.properties").write_bytes(b"a=new\n")
    assert read_bundles(str(tmp_path))[new] == {"a": "new"}


def _make_pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.write_bytes(b"a=\\u12"), "the label of 'a': Malformed"),
        (lambda path: path.write_bytes(b'a="'), "the label of 'a': it holds a quote"),
        (lambda path: path.write_bytes(b"#" * (MAX_FILE_BYTES + 1)), "more than 1048576 bytes"),
        (lambda path: path.mkdir(), "not a file"),
        (_make_pipe, "not a file"),
    ],
)
def test_a_bad_file_stops_the_start(tmp_path: Path, make: Callable[[Path], object], reason: str) -> None:
    """A file that cannot be used stops the start: setting, file, key and reason are named; `check` says so too."""
    make(tmp_path / "labels_de.properties")
    settings = load_settings({}, labels_folder=str(tmp_path))
    with pytest.raises(SettingsError, match=f"^SHIM_LABELS_FOLDER: labels_de.properties: {reason}"):
        label_files(settings)
    assert [finding.ok for finding in check_labels(settings)] == [True, False]


def test_a_missing_folder_stops_the_start(tmp_path: Path) -> None:
    """A folder that is not there stops the start, and is a finding."""
    settings = load_settings({}, labels_folder=str(tmp_path / "away"))
    with pytest.raises(SettingsError, match=r"SHIM_LABELS_FOLDER: .*away: No such file"):
        label_files(settings)
    assert not check_labels(settings)[0].ok


def test_check_tells_missing_and_surplus_keys(tmp_path: Path) -> None:
    """A language file is compared with the columns: what it lacks and what is no column; neither is amiss."""
    (tmp_path / "labels_de.properties").write_bytes(b"search=Suche\nno_column=x\n\\u00e9=y\n")
    english, german = check_labels(load_settings({}, labels_folder=str(tmp_path)))
    assert english.ok
    assert "surplus" not in english.detail
    assert german.ok
    assert german.detail.startswith("missing: lastEvent, duration, ")
    assert german.detail.endswith(r"zipCode; surplus: no_column, \xe9")
    assert "search," not in german.detail


async def test_changes_are_followed(tmp_path: Path) -> None:
    """A new, a changed and a removed file count without a restart; what was handed out before stays as it was."""
    configure_logs("error", io.BytesIO())
    labels = LabelFiles(str(tmp_path), poll_s=0.001)
    labels.start()
    before = labels.current
    file = tmp_path / "labels_de.properties"
    file.write_bytes(b"search=Suche\n")
    await until(lambda: title(labels, "de") == "Suche")
    file.write_bytes(b"search=Suchbegriff\n")
    await until(lambda: title(labels, "de") == "Suchbegriff")
    file.unlink()
    await until(lambda: title(labels, "de") == "search term")
    assert before.titles("de")(["search"]) == ("search term",)
    await labels.stop()
    await labels.stop()


async def test_the_last_good_state_stays(tmp_path: Path) -> None:
    """A change that cannot be used is logged once with file and key, without its label, and changes nothing."""
    stream = io.BytesIO()
    configure_logs("warning", stream)
    file = tmp_path / "labels_de.properties"
    file.write_bytes(b"search=Suche\n")
    labels = LabelFiles(str(tmp_path))
    good = labels.current
    file.write_bytes(b'search=a "quoted" word\n')
    await labels.refresh()
    await labels.refresh()
    assert labels.current is good
    (line,) = stream.getvalue().splitlines()
    assert orjson.loads(line)["event"] == "labels_refused"
    assert "labels_de.properties: the label of 'search'" in orjson.loads(line)["reason"]
    assert b"word" not in line
    file.write_bytes(b"search=Begriff\n")
    await labels.refresh()
    assert title(labels, "de") == "Begriff"


async def test_a_folder_that_goes_changes_nothing(tmp_path: Path) -> None:
    """While the folder is away its labels stay, and that is logged once; it is followed again afterwards."""
    stream = io.BytesIO()
    configure_logs("warning", stream)
    folder = tmp_path / "labels"
    folder.mkdir()
    (folder / "labels_de.properties").write_bytes(b"search=Suche\n")
    labels = LabelFiles(str(folder))
    folder.rename(tmp_path / "away")
    await labels.refresh()
    await labels.refresh()
    assert title(labels, "de") == "Suche"
    assert len(stream.getvalue().splitlines()) == 1
    (tmp_path / "away" / "labels_de.properties").write_bytes(b"search=Begriff\n")
    (tmp_path / "away").rename(folder)
    await labels.refresh()
    assert title(labels, "de") == "Begriff"


def test_errors_name_every_bad_file(tmp_path: Path) -> None:
    """All bad files are named at once, one line each."""
    for name in ("labels_de.properties", "labels_nl.properties"):
        (tmp_path / name).write_bytes(b'a="')
    with pytest.raises(LabelError) as caught:
        LabelFiles(str(tmp_path))
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == [
        "labels_de.properties",
        "labels_nl.properties",
    ]
