"""
Label files: those that are shipped, under those of the operator's folder, and what became of them since.

The folder is looked at twice a second, off the event loop; a change makes another `Labels`, all at once. A change that
cannot be used is logged once and the last good state stays. Must not know what a label says.
Guarded by `tests/unit/shim/test_label_files.py`.
"""

import asyncio
from importlib import resources
from pathlib import Path
from typing import Final

import structlog

from shim.legacy.bundles import LabelError, bundle_name, file_name
from shim.legacy.labels import Labels, parse_bundle
from shim.tasks import Tasks

POLL_S: Final = 0.5

MAX_FILE_BYTES: Final = 1_048_576

Seen = tuple[tuple[object, ...], ...] | str
"""What a look shows of each file: name, mode, inode, size, times of change; or why the folder cannot be read."""


class LabelFiles:
    """
    The labels as the files had them at the last look.

    Args:
        folder: the operator's, `""` for none.
        poll_s: between the end of a look and the next.

    Raises:
        LabelError: a file cannot be used, or the folder not be read; one line each.
    """

    def __init__(self, folder: str, poll_s: float = POLL_S) -> None:
        self._folder = folder
        self._poll_s = poll_s
        self._seen = _look(folder)
        self._current = Labels(read_bundles(folder))
        self._tasks = Tasks()

    @property
    def current(self) -> Labels:
        """The labels now; never changes, a newer state is another object."""
        return self._current

    def start(self) -> None:
        """Follow the folder in the background, if there is one."""
        if self._folder:
            self._tasks.start("labels", self._follow())

    async def stop(self) -> None:
        """Stop looking; the labels stay. Safe to call twice."""
        await self._tasks.drain(0)

    async def refresh(self) -> None:
        """Look now, as the background task does."""
        seen = await asyncio.to_thread(_look, self._folder)
        if seen == self._seen:
            return
        # Looked at before it is read: a change between the two is then seen twice, and never missed.
        self._seen = seen
        try:
            self._current = Labels(await asyncio.to_thread(read_bundles, self._folder))
        except LabelError as error:
            structlog.get_logger().error("labels_refused", reason=str(error))
        else:
            structlog.get_logger().info("labels_changed", files=len(seen))

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(self._poll_s)
            await self.refresh()


def read_bundles(folder: str) -> dict[str, dict[str, str]]:
    """
    Return every bundle by its name; a file of the folder replaces a shipped one of its name.

    Raises:
        LabelError: a file cannot be used, or the folder not be read; one line each.
    """
    outcomes = read_files(folder)
    refused = [str(outcome) for outcome in outcomes.values() if isinstance(outcome, LabelError)]
    if refused:
        raise LabelError("\n".join(refused))
    # labels_iw and labels_he are one bundle: where both are there Java takes today's code, so that comes last.
    files = sorted(outcomes, key=lambda file: file == file_name(bundle_name(file) or ""))
    return {bundle_name(file) or "": outcome for file in files if isinstance(outcome := outcomes[file], dict)}


def read_files(folder: str) -> dict[str, dict[str, str] | LabelError]:
    """
    Return what each label file says, or why it is refused.

    Raises:
        LabelError: the folder cannot be read.
    """
    shipped = resources.files("config").joinpath("labels")
    paths = {path.name: Path(str(path)) for path in shipped.iterdir() if bundle_name(path.name) is not None}
    try:
        own = _paths(folder)
    except OSError as error:
        raise LabelError(f"{folder}: {error.strerror}") from error
    return {name: _read(path) for name, path in (paths | own).items()}


def _paths(folder: str) -> dict[str, Path]:
    """Return the label files of a folder by their names."""
    if not folder:
        return {}
    return {path.name: path for path in sorted(Path(folder).iterdir()) if bundle_name(path.name) is not None}


def _read(path: Path) -> dict[str, str] | LabelError:
    try:
        return parse_bundle(_bytes(path))
    except LabelError as error:
        return LabelError(f"{path.name}: {error}")
    except OSError as error:
        return LabelError(f"{path.name}: {error.strerror}")


def _bytes(path: Path) -> bytes:
    if not path.is_file():  # a pipe would be waited for
        raise LabelError("not a file")
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise LabelError(f"more than {MAX_FILE_BYTES} bytes")
    return data


def _look(folder: str) -> Seen:
    try:
        states = [(name, path.stat()) for name, path in _paths(folder).items()]
    except OSError as error:
        return str(error)
    return tuple((name, s.st_mode, s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for name, s in states)
