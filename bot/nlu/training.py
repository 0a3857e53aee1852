"""Trains the model in numbered generations: built beside the running one, switched at once, the one before kept.

<var>/models/7/quartermaster.tar.gz    <var>/models/7/inputs    <var>/models/7/figures.json    <var>/models/current
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import bot
from bot.errors import Missing, QuartermasterError, Refused
from bot.nlu.evaluation import floor
from bot.nlu.quiet import quiet

ROOT = Path(bot.__file__).parent.parent
ARCHIVE = "quartermaster.tar.gz"
HELD_OUT = ROOT / "nlu_data" / "held_out.jsonl"
KEPT = 2  # generations: the current one, and the one that a running engine may still be reading
LIBRARIES = ("rasa", "spacy", "scikit-learn", "numpy", "onnxruntime", "tokenizers")

Tell = Callable[[str], None]


def current_model(var: Path) -> Path:
    """The archive of the model in service; raises Missing where nothing has been trained yet."""
    try:
        number = (var / "models" / "current").read_text().strip()
    except FileNotFoundError:
        raise Missing("no model has been trained yet: run `quartermaster train`") from None
    archive = var / "models" / number / ARCHIVE
    if not archive.exists():
        raise Missing(f"the model {archive} is gone: run `quartermaster train`")
    return archive


def train(var: Path, force: bool = False, tell: Tell | None = None, learned: Path | None = None) -> Path:
    """Trains from config.yml, domain.yml, nlu_data and, where it is there, the file of `learned` examples (see
    `quartermaster nlu review`), and puts the model into service; returns its archive.

    Does nothing when none of its inputs changed since the model in service was trained, unless `force`. `tell` hears of
    progress, a line at a time, and must not print through `sys.stdout`, which Rasa's own chatter occupies meanwhile.
    Raises Missing when an input is absent, QuartermasterError when Rasa cannot train from them, Refused when the new model
    is below the evaluation floor; whatever is raised, the model in service stays.
    """
    tell = tell or (lambda line: None)
    inputs = _inputs(learned)
    mark = _digest([*inputs, HELD_OUT, *_sources()])
    with contextlib.suppress(Missing):
        archive = current_model(var)
        if not force and (archive.parent / "inputs").read_text() == mark:
            tell(f"nothing changed since {archive} was trained")
            return archive
    models = var / "models"
    number = 1 + max((int(folder.name) for folder in models.glob("[0-9]*") if folder.name.isdigit()), default=0)
    folder = models / str(number)
    folder.mkdir(parents=True)
    try:
        _run_rasa(folder, models / f"cache-{_digest(_sources())[:12]}", tell, inputs)
        (folder / "inputs").write_text(mark)
        put_into_service(models, number, HELD_OUT, tell)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder / ARCHIVE


def put_into_service(models: Path, number: int, held_out: Path, tell: Tell) -> None:
    """Measures generation `number` on the held-out messages and makes it the one in service; raises Refused below the floor."""
    figures = floor.measure(models / str(number) / ARCHIVE, held_out)
    tell(f"messages held out: {figures['intents']:.1%} of the intents right, spans F1 {figures['spans']:.3f}")
    try:
        floor.hold(figures)
    except Refused as refused:
        current = models / "current"
        stays = f"generation {current.read_text().strip()} stays" if current.exists() else "there is none in service yet"
        raise Refused(f"{refused}: {stays}") from None
    (models / str(number) / "figures.json").write_text(json.dumps(figures))
    _switch(models, number)


def _inputs(learned: Path | None) -> list[Path]:
    required = [ROOT / "config.yml", ROOT / "domain.yml"]
    data = sorted((ROOT / "nlu_data").rglob("*.yml"))
    for path in [*required, HELD_OUT, *(data[:1] or [ROOT / "nlu_data"])]:
        if not path.exists():
            raise Missing(f"{path} is missing: training needs it")
    own = [learned] if learned and learned.exists() and learned not in data else []
    return [*required, *data, *own]


def _sources() -> list[Path]:
    return [*sorted((ROOT / "bot" / "nlu").rglob("*.py")), *(ROOT / "bot" / name for name in ("embeddings.py", "minilm.py"))]


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256(" ".join(f"{name}={version(name)}" for name in LIBRARIES).encode())
    for path in paths:
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
        digest.update(f"\n{name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _run_rasa(folder: Path, cache: Path, tell: Tell, inputs: list[Path]) -> None:
    tell("loading Rasa (takes some seconds)")
    for stale in folder.parent.glob("cache-*"):
        if stale != cache:
            shutil.rmtree(stale, ignore_errors=True)
    # Rasa's own cache trains only what changed, but does not see the code behind its components: hence one cache a code state.
    os.environ["RASA_CACHE_DIRECTORY"] = str(cache)
    quiet()
    from rasa.model_training import train as rasa_train
    from rasa.shared.exceptions import RasaException

    output = io.StringIO()  # Rasa prints bars and colours; only an error's text is of use
    try:
        with _progress(tell), contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            result = rasa_train(
                str(ROOT / "domain.yml"), str(ROOT / "config.yml"), [str(path) for path in inputs[2:]], str(folder),
                force_training=False, fixed_model_name=ARCHIVE,
            )  # fmt: skip
    except RasaException as error:
        raise QuartermasterError(f"training failed: {' '.join(str(error).split())}") from error
    if not result.model:
        raise QuartermasterError(f"training failed: {' '.join(output.getvalue().split())[-400:]}")
    if result.model != str(folder / ARCHIVE):
        Path(result.model).replace(folder / ARCHIVE)


@contextlib.contextmanager
def _progress(tell: Tell) -> Iterator[None]:
    """Tells of each component that Rasa trains and how far ours are, with the seconds since the beginning."""
    begun, handler = time.monotonic(), logging.Handler()
    handler.emit = lambda record: tell(f"{time.monotonic() - begun:5.0f} s  {record.getMessage()}")  # type: ignore[method-assign]
    loggers = [logging.getLogger(name) for name in ("rasa.engine.training.hooks", "bot.nlu")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)


def _switch(models: Path, number: int) -> None:
    fresh = models / "current.new"
    fresh.write_text(str(number))
    fresh.replace(models / "current")
    generations = sorted((folder for folder in models.iterdir() if folder.name.isdigit()), key=lambda folder: int(folder.name))
    for old in generations[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
