"""Every message that a browser and the server exchange.

docs/protocol.md and the client's types are made from here.
One module for each area. `registry.py` binds a schema to its event name or
route and to the action that the policy decides on.
"""
