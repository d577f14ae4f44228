"""The aiohttp application: routes, Socket.IO, sign-in, message schemas, limits."""
