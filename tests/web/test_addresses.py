import pytest

from portal.web.addresses import own_address


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/threads/12?page=2", "/threads/12?page=2"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_an_address_stays_on_the_portal(given: str, kept: str) -> None:
    assert own_address(given) == kept
