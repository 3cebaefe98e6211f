"""Pin and hash all requirements for every platform and Python we support: `make lock`."""

import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
BUILD = "setuptools>=80\n"  # the project itself is installed without build isolation, so its builder is pinned too
LOCKS = (
    ("run.txt", []),
    ("test.txt", ["--group", "test", "-c", "requirements/run.txt"]),
    ("clients.txt", ["--group", "clients", "-c", "requirements/test.txt"]),
    ("dev.txt", ["--group", "dev", "-c", "requirements/test.txt"]),
)
QUIET = ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]


def main() -> None:
    """Write the files, each a superset of what it is constrained by."""
    with tempfile.NamedTemporaryFile("w", suffix=".in") as build:
        build.write(BUILD)
        build.flush()
        for name, extra in LOCKS:
            print(f"requirements/{name}")
            uv = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
            out = ["--generate-hashes", *QUIET, "-o", f"requirements/{name}"]
            subprocess.run([*uv, "pyproject.toml", build.name, *extra, *out], cwd=FOLDER.parent, check=True)


if __name__ == "__main__":
    main()
