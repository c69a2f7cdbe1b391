"""A real browser for the tests: Debian's chromium, or the one in an npm package.

Where there is none, the tests are skipped loudly on a laptop, and fail in CI.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import brotli
import pytest

from tests.migrated import make_copy

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACKED = HERE / "node_modules" / "@sparticuz" / "chromium" / "bin"
UNPACKED = ROOT / ".build" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
]  # fmt: skip


def find_browser() -> str | None:
    """Return the path of a browser, unpacking the npm package's where the machine has none."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        found = name and shutil.which(name)
        if found:
            return found
    return unpack_browser() if PACKED.is_dir() else None


def unpack_browser() -> str:
    """Unpack the npm package's browser and its libraries once."""
    binary = UNPACKED / "chromium"
    if not binary.exists():
        UNPACKED.mkdir(parents=True, exist_ok=True)
        with tarfile.open(
            fileobj=io.BytesIO(brotli.decompress((PACKED / "al2023.tar.br").read_bytes()))
        ) as archive:
            archive.extractall(UNPACKED / "al2023", filter="data")
        binary.write_bytes(brotli.decompress((PACKED / "chromium.br").read_bytes()))
        binary.chmod(0o755)
    os.environ["LD_LIBRARY_PATH"] = str(UNPACKED / "al2023" / "lib")
    return str(binary)


BROWSER = find_browser()


def pytest_collection_modifyitems(items):
    """Mark the browser tests, and skip them loudly where there is no browser."""
    for item in items:
        if HERE in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            # else there is no database to copy where only browser tests run
            item.add_marker(pytest.mark.django_db)
            # one worker builds and serves the one demo site, others the sites without its data
            group = "browser" if "site" in item.fixturenames else item.path.stem
            item.add_marker(pytest.mark.xdist_group(group))
            if BROWSER is None and not os.environ.get("CI"):
                item.add_marker(
                    pytest.mark.skip(
                        reason="NO BROWSER: install chromium, or run `make test-browser-install`"
                    )
                )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Start the browser that was found."""
    assert BROWSER is not None, "CI needs a browser: install chromium or its npm package"
    return {**browser_type_launch_args, "executable_path": BROWSER, "args": QUIET}


def manage(command: str, environment: dict[str, str]) -> None:
    """Run a command of the site."""
    subprocess.run(
        [sys.executable, "manage.py", command, "--verbosity", "0"],
        cwd=ROOT, env=environment, check=True,
    )  # fmt: skip


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def build(folder: Path, worker: str, *commands: str) -> dict[str, str]:
    """Copy the migrated database and run ``commands``; return the environment of the processes."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "uprest.settings.dev",
        "DATABASE_URL": make_copy(folder, f"uprest_browser_{worker}"),
        "MEDIA_ROOT": str(folder / "media"),
        "UPREST_MAIL_FOLDER": str(folder / "mails"),
        "CELERY_BROKER_URL": "",
        "CACHE_URL": "locmemcache://browser",
    }
    for command in commands:
        manage(command, environment)
    return environment


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id, django_db_setup):
    """The address of the demo site: built once, and served by a process of its own.

    Tests share it as people share a site: each comes with its own browser context.
    """
    folder = tmp_path_factory.mktemp("site")
    environment = build(folder, worker_id, "build_demo_site")
    with serve(free_port(), environment, log=folder / "server.log") as address:
        yield address


@contextmanager
def serve(port: int, environment: dict[str, str], *, log: Path, status: int = 200):
    """Serve a site on ``port`` once its first page answers with ``status``; give its address."""
    address = f"http://127.0.0.1:{port}"
    with log.open("w") as lines:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
            cwd=ROOT, env=environment, stdout=lines, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            wait_for(f"{address}/en/", server, status=status)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(url: str, server: subprocess.Popen, *, status: int = 200) -> None:
    """Wait until the server answers with ``status``."""
    for _ in range(1200):
        assert server.poll() is None, "the server has stopped"
        try:
            with urlopen(url, timeout=20) as answer:
                found = answer.status
        except HTTPError as error:
            found = error.code
        except URLError:
            time.sleep(0.1)
            continue
        assert found == status, f"{url} answers {found}"
        return
    raise AssertionError(f"no answer from {url}")


@pytest.fixture(scope="session")
def base_url(site):
    """Playwright's relative addresses start here."""
    return site
