"""The list of every endpoint with its methods and the roles that may open it.

`python -m tests.architecture.access > tests/architecture/access.txt` writes it anew:
read the difference before you commit it, each line is a right.
"""

from flask import Flask

from portal import create_app
from portal.models.people import Role
from portal.web.guard import EVERY_ROLE, access_of


def access_lines(app: Flask) -> list[str]:
    """Return a line an endpoint: name, methods, path, who."""
    lines = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        lines.append(f"{rule.endpoint:34} {methods:9} {rule.rule:60} {_who(app, rule.endpoint)}")
    return sorted(lines)


def _who(app: Flask, endpoint: str) -> str:
    access = access_of(app, endpoint)
    if access.public:
        return "everyone"
    roles = "every role" if access.roles == EVERY_ROLE else _names(access.roles)
    return roles + (", newcomers too" if access.newcomers else "")


def _names(roles: frozenset[Role]) -> str:
    return ", ".join(role.value for role in Role if role in roles) or "nobody"


if __name__ == "__main__":
    print("\n".join(access_lines(create_app({"TESTING": True}))))
