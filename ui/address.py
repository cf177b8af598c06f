"""Where the chat window is opened: who may reach it, and the port that it listens on."""

import errno
import ipaddress
import socket

from index import ServerError

FIRST_PORT = 7860
_PORTS = 100

Login = tuple[str, str]


def parse_auth(auth: str | None) -> Login | None:
    """Return the name and the password in ``USER:PASS``, or None for None.

    Raises:
        ServerError: if either is missing.
    """
    if auth is None:
        return None
    name, _, password = auth.partition(":")
    if not name.strip() or not password:
        raise ServerError("--auth needs a name and a password, as in --auth reader:secret.")
    return name.strip(), password


def check_address(host: str, auth: Login | None) -> None:
    """Refuse to show articles to other machines unless they have to log in.

    Raises:
        ServerError: if ``host`` can be reached from outside and ``auth`` is None.
    """
    if auth is None and not is_loopback(host):
        raise ServerError(
            f"On the address {host!r} others could read your articles: "
            "ask them for a name and a password with --auth USER:PASS."
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``; names other than localhost are not trusted."""
    try:
        return ipaddress.ip_address(_bare(host)).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def listen(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens on ``host``: on ``port``, or on the first free one from 7860.

    The server is given this very socket, so no other program can take the port in between.

    Raises:
        ServerError: if the port is taken, or the address is not one of this machine's.
    """
    bare = _bare(host)
    family = socket.AF_INET6 if ":" in bare else socket.AF_INET
    wanted = range(FIRST_PORT, FIRST_PORT + _PORTS) if port is None else [port]
    for number in wanted:
        try:
            return socket.create_server((bare, number), family=family)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                reason = error.strerror or str(error)
                raise ServerError(
                    f"The chat window cannot listen on {url(host, number)}: {reason}."
                ) from error
    if port is None:
        raise ServerError(
            f"The ports {wanted[0]} to {wanted[-1]} are all in use: choose one with --port."
        )
    raise ServerError(f"Port {port} is in use: choose another with --port.")


def url(host: str, port: int) -> str:
    """Return what to open in a browser on this machine to reach ``host`` and ``port``."""
    bare = _bare(host)
    # A browser cannot open "every address of this machine"; this machine itself is one of them.
    shown = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(bare, bare)  # noqa: S104
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _bare(host: str) -> str:
    """Return ``host`` without the brackets that IPv6 addresses wear in a URL."""
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host
