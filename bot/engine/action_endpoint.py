"""Custom actions in this process: rasa-sdk's executor behind the interface of Rasa's action endpoint."""

from __future__ import annotations

import json as json_text
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.conversation.turn import current_turn

ACTIONS = "actions"
"""The package of custom actions, known to the engine by its name only."""


class ActionsInProcess(EndpointConfig):
    """Runs an action by a call instead of an HTTP request. A failing action fails the turn, which is then taken again."""

    def __init__(self) -> None:
        super().__init__(url="in-process")
        self._executor = ActionExecutor()
        self._executor.register_package(ACTIONS)

    async def request(self, *args: Any, json: dict[str, Any], **kwargs: Any) -> Any:
        try:
            return await self._executor.run(json)
        except ActionExecutionRejection as rejection:
            answer = json_text.dumps({"action_name": rejection.action_name, "error": rejection.message})
            raise ClientResponseError(400, rejection.message, answer) from rejection
        except Exception as error:
            # Rasa logs an action's error and goes on as if it had said nothing; the turn must not be committed then.
            if turn := current_turn():
                turn.failure = error
            raise


def trust_own_actions() -> None:
    """Leaves out Rasa's check of each answer against a JSON schema: 37 ms for what our tests check once."""
    RemoteAction._validate_action_result = lambda self, result: True
