"""Silence before Rasa: it logs what people typed, at debug level and with structlog's defaults, unless told otherwise first."""

from __future__ import annotations

import logging
import os
import warnings

LOUD = ("rasa", "tensorflow", "absl", "matplotlib", "apscheduler", "asyncio", "h5py", "faker", "pykwalify", "sqlalchemy", "urllib3")


def quiet() -> None:
    """Makes Rasa, TensorFlow and structlog keep to warnings. Call it before the first `import rasa`; calling it twice is fine."""
    import structlog

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("LOG_LEVEL_LIBRARIES", "ERROR")
    warnings.filterwarnings("ignore", module=r"(rasa|tensorflow|keras|pkg_resources|sanic|sanic_cors|ruamel|pykwalify|questionary|jax)")
    for category in (DeprecationWarning, PendingDeprecationWarning):
        warnings.filterwarnings("ignore", category=category)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Rasa's warnings may carry a customer's words too ("message.parsing.failed"), hence only errors.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR), cache_logger_on_first_use=True
    )  # fmt: skip
