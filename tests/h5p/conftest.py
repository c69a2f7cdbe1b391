"""What the tests of H5P share: a storage of their own, and files in it."""

from pathlib import Path

import pytest

from tests.factories.h5p import REAL, list_real_packages


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """Keep files of one test apart from those of another; return where they lie."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def stored(storage):
    """Return how many files lie in the storage."""
    return lambda: sum(path.is_file() for path in storage.rglob("*"))


def pytest_generate_tests(metafunc):
    """Run a test that asks for ``valid_package`` or ``bad_package`` with each real one."""
    for kind in ("valid", "bad"):
        if f"{kind}_package" in metafunc.fixturenames:
            reason = f"REAL H5P PACKAGES ARE ABSENT: no {REAL / kind} (set UPREST_SHARED_DATA)"
            paths = list_real_packages(kind) or [
                pytest.param(None, marks=pytest.mark.skip(reason=reason))
            ]
            ids = [path.stem for path in paths] if isinstance(paths[0], Path) else ["absent"]
            metafunc.parametrize(f"{kind}_package", paths, ids=ids)
