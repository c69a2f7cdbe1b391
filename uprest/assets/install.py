"""Install the browser's assets from npm by the lock, without running any package's scripts.

Uses the machine's npm. Where there is none, the site still works with the fonts of the device,
and ``manage.py check`` says what is missing.
"""

import shutil
import subprocess
import sys
from pathlib import Path

OPTIONS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")


def install(folder: Path) -> int:
    """Install what ``folder/package-lock.json`` names; return the exit code."""
    npm = shutil.which("npm")
    if npm is None:
        print(
            "npm was not found: UPREST uses the fonts of the device instead of its own. "
            "Install Node.js and run `make setup` again for its own fonts.",
            file=sys.stderr,
        )
        (folder / "node_modules").mkdir(exist_ok=True)
        return 0
    # S603: the command is fixed, and the folder is ours
    return subprocess.run([npm, *OPTIONS], cwd=folder, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(install(Path(sys.argv[1])))
