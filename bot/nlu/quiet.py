"""Silence before Rasa: it logs what people typed, at debug level, unless structlog is set up before it is imported."""

from __future__ import annotations

import importlib
import logging
import os
import warnings

NOISY = (
    "rasa",
    "tensorflow",
    "absl",
    "matplotlib",
    "apscheduler",
    "asyncio",
    "h5py",
    "faker",
    "pykwalify",
    "sqlalchemy",
    "urllib3",
)
ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "RASA_TELEMETRY_ENABLED": "false",
}


def quiet() -> None:
    """Sets up logging and imports Rasa (8 to 14 s), so that neither it nor its libraries print warnings or what people typed.

    Call it before anything else imports rasa; calling it again is free.
    """
    import structlog

    os.environ.update(ENVIRONMENT)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Rasa's warnings carry a customer's words too ("message.parsing.failed"), hence only errors.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR), cache_logger_on_first_use=True)
    # Its libraries warn of their age while they are imported, and one of them (aiogram) turns the warnings of all back on.
    with warnings.catch_warnings(record=True):
        for module in ("rasa.model_training", "rasa.core.agent"):
            importlib.import_module(module)
    # A slot may carry an entity's name without being filled from it: ours are filled in one place.
    warnings.filterwarnings("ignore", message="Slot auto-fill")
