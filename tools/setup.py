"""Installs what the project needs into this folder: `python3 tools/setup.py`. Any Python from 3.8 on will do.

It finds or gets uv, finds or gets Python 3.10, and installs into .venv what uv.lock names. Without changes it does nothing.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
STAMP = VENV / "installed"
NEEDED = "import ctypes, sqlite3, ssl, sys, zlib; print('%d.%d' % sys.version_info[:2])"


class Impossible(Exception):
    """What is missing and what helps, in one sentence."""


def main():
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    try:
        install()
    except Impossible as error:
        sys.exit(f"setup: {error}")
    STAMP.write_text(wanted)


def fingerprint():
    """What an installation depends on: the lock, our own metadata, and this folder's path, which scripts in .venv carry."""
    digest = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml", ".python-version"):
        digest.update((ROOT / name).read_bytes())
    return f"{digest.hexdigest()} {ROOT}\n"


def install():
    began = time.time()
    uv = find_or_get_uv()
    python = find_or_get_python(uv)
    if STAMP.exists() and STAMP.read_text().strip().split(" ", 1)[-1] != str(ROOT):
        shutil.rmtree(VENV)  # it was made while this folder had another path
    say("installing the packages that uv.lock names (the first time about 1 GB to fetch)")
    if index_of_pip():
        sync_from_index(uv, python)
    else:
        run([uv, "sync", "--frozen", "--python", python], "the packages could not be installed, see above", tries=2)
    say(f"ready after {time.time() - began:.0f} s")


def find_or_get_uv():
    """A uv that works: on PATH, in .tools, or put there by whichever Python here is able to."""
    for path in (shutil.which("uv"), TOOLS / "bin" / "uv"):
        if path and output([path, "--version"]):
            return str(path)
    say("getting uv")
    for python in pythons(r"python3(\.\d+)?"):
        for way in (into_venv, into_folder):
            uv = way(python)
            if uv and output([uv, "--version"]):
                return str(uv)
    raise Impossible("uv is missing and no Python here could install it (that takes pip or venv); install uv, then try again")


def into_venv(python):
    made = output([python, "-m", "venv", "--clear", TOOLS], complain=True) is not None
    return (
        TOOLS / "bin" / "uv"
        if made and output([TOOLS / "bin" / "python", "-m", "pip", "install", "uv"], complain=True)
        else None
    )


def into_folder(python):
    shutil.rmtree(TOOLS, ignore_errors=True)
    done = output([python, "-m", "pip", "install", "--target", TOOLS, "uv"], complain=True)
    return TOOLS / "bin" / "uv" if done else None


def find_or_get_python(uv):
    """A Python 3.10 that runs; a shim on PATH may exist and still fail."""
    for python in pythons(r"python3(\.10)?"):
        if output([python, "-c", NEEDED]) == "3.10":
            return python
    say("getting Python 3.10")
    run([uv, "python", "install", "3.10"], "Python 3.10 is missing and could not be fetched; install it, then try again")
    return output([uv, "python", "find", "--managed-python", "3.10"])


def pythons(name):
    """Python programs whose name fits: on PATH, the one that runs this, and pyenv's, newest first."""
    found = [sys.executable]
    for folder in map(Path, os.environ.get("PATH", "").split(os.pathsep)):
        if folder.is_dir():
            found += sorted(str(path) for path in folder.glob("python3*") if re.fullmatch(name, path.name))
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found += sorted((str(path) for path in pyenv.glob("versions/3.*/bin/python")), reverse=True)
    return list(dict.fromkeys(found))


def sync_from_index(uv, python):
    """The same packages, checked against the lock's hashes, from pip's index (uv goes where the lock says)."""
    sentence = "the packages could not be installed from pip's index, see above"
    TOOLS.mkdir(exist_ok=True)
    listed = TOOLS / "requirements.txt"
    run([uv, "export", "--frozen", "--no-emit-project", "--quiet", "--python", python, "--output-file", listed], sentence)
    run([uv, "venv", "--allow-existing", "--python", python, VENV], sentence)
    run([uv, "pip", "sync", "--python", VENV, listed], sentence, tries=2)
    run([uv, "pip", "install", "--python", VENV, "--no-deps", "--editable", "."], sentence)


def pip_setting(name):
    """A setting of pip's from its environment variables or files, or None; a list is given with spaces."""
    value = os.environ.get("PIP_" + name.upper().replace("-", "_"))
    return value or output([sys.executable, "-m", "pip", "config", "get", f"global.{name}"])


def index_of_pip():
    return pip_setting("index-url")


def environment():
    """Ours, and for uv, which does not read them, pip's own settings."""
    env = dict(os.environ)
    env.setdefault("UV_HTTP_TIMEOUT", "180")
    certificates = pip_setting("cert")
    if certificates and Path(certificates).exists():
        env.setdefault("SSL_CERT_FILE", certificates)
    if index_of_pip():
        env.setdefault("UV_DEFAULT_INDEX", index_of_pip())
        env.setdefault("UV_INDEX", pip_setting("extra-index-url") or "")
        env.setdefault("UV_FIND_LINKS", ",".join((pip_setting("find-links") or "").split()))
        env.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")  # pip's way; the hashes decide
    return env


def run(command, sentence, tries=1):
    """Runs a command that shows its own progress; Impossible with the sentence if it keeps failing."""
    for _ in range(tries):
        if subprocess.call([str(word) for word in command], cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL) == 0:
            return
    raise Impossible(sentence)


def output(command, complain=False):
    """What the command prints, or None if it fails or does not exist; with `complain`, the last line of why is shown."""
    try:
        done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return None
    if done.returncode and complain:
        reason = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        say(f"{command[0]} could not: {reason[-1] if reason else 'no reason given'}")
    return None if done.returncode else done.stdout.decode(errors="replace").strip()


def say(text):
    print(f"setup: {text}", flush=True)


if __name__ == "__main__":
    main()
