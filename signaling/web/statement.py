"""The route of the accessibility statement: its words are the client's, the operator's name is read here."""

from __future__ import annotations

from signaling.config import Operator
from signaling.web.messages.statement import OperatorContact
from signaling.web.rest import Routes, Visit


class StatementRoutes:
    """The route `statement:read`, which anybody may read."""

    def __init__(self, operator: Operator) -> None:
        self._contact = OperatorContact(
            name=operator.name,
            email=operator.accessibility_email,
            phone=operator.accessibility_phone,
            address=operator.accessibility_address,
            reviewed=operator.accessibility_reviewed,
        )

    def register(self, routes: Routes) -> None:
        """Take the route of the registry."""
        routes.on("statement:read", self.read)

    async def read(self, _visit: Visit) -> OperatorContact:
        """Who runs the service."""
        return self._contact
