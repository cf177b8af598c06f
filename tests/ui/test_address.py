"""Who may reach the window, and on which port."""

import socket

import pytest

from index import ServerError
from ui.address import check_address, listen, parse_auth, url


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LocalHost"]
)
def test_this_machine_alone_needs_no_password(host):
    check_address(host, None)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "192.168.1.4", "my-machine", "localhost.example.org"]
)
def test_other_machines_need_one(host):
    with pytest.raises(ServerError, match="--auth"):
        check_address(host, None)
    check_address(host, ("ada", "secret"))


def test_auth_is_a_name_and_a_password():
    assert parse_auth(None) is None
    assert parse_auth("ada:se:cret") == ("ada", "se:cret")


@pytest.mark.parametrize("auth", ["", "ada", "ada:", ":secret", " :secret"])
def test_half_an_auth_is_refused(auth):
    with pytest.raises(ServerError, match="name and a password"):
        parse_auth(auth)


def test_a_port_in_use_is_refused_in_a_sentence():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"^Port {port} is in use: choose another"):
            listen("127.0.0.1", port)


def test_without_a_port_the_next_free_one_is_taken():
    with listen("127.0.0.1", None) as one, listen("127.0.0.1", None) as two:
        first, second = one.getsockname()[1], two.getsockname()[1]
        assert 7860 <= first < second <= 7959


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(ServerError, match=r"cannot listen on http://192\.0\.2\.1:7860/"):
        listen("192.0.2.1", None)


def test_the_socket_listens():
    with listen("localhost", 0) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/"),
        ("0.0.0.0", "http://127.0.0.1:80/"),
        ("::", "http://[::1]:80/"),
        ("[::1]", "http://[::1]:80/"),
        ("localhost", "http://localhost:80/"),
    ],
)
def test_the_address_to_open(host, shown):
    assert url(host, 80) == shown
