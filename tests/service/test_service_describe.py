"""The OpenAPI document says what the service does."""

from __future__ import annotations

import json

from openapi_spec_validator import validate
from service_support import Running

from noetlc.service.openapi import document
from noetlc.service.table import ROUTES


def test_the_document_is_valid_and_whole(lite: Running) -> None:
    told = lite.anyone.get("/openapi.json").json()
    validate(told)
    assert told == json.loads(json.dumps(document()))
    assert {(route.method.lower(), route.template) for route in ROUTES} == {(method, path) for path, methods in told["paths"].items() for method in methods}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            named = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
            assert all(("{" + name + "}") in path for name in named), path
            assert path.count("{") == len(named), path
            assert ("security" in operation) == (lite.anyone.request(method, path.replace("{", "x").replace("}", "x")).status_code == 401), path


def test_every_route_answers_with_what_it_says(lite: Running) -> None:
    """Calls of each route, good and bad: the status is one that the document names, an error is one line."""
    for route in ROUTES:
        path = route.template.replace("{path}", "a/b").replace("{key}", "a/b").replace("{execution_id}", "7").replace("{id}", "c1")
        for body in (b"", b"{}", b'{"path": "a", "name": "n", "data": 1, "execution_id": 7}'):
            answer = lite.client.request(route.method, path, content=body if route.body else None, params={"version": "1"} if "plugins" in path else None)
            named = {str(status) for status, _ in route.answers}
            assert str(answer.status_code) in named | {"400", "404", "422"}, (route.method, path, answer.text)
            if answer.status_code >= 400:
                text = answer.text if route.text_errors else answer.json()["error"]
                assert text
                assert len(text.splitlines()) == 1
