"""The API's reference as one page without scripts and without anything fetched from elsewhere.

Agencies' networks are closed and an officer's browser must run no foreign code, so the page is made here
from the OpenAPI document, which stands beside it under `/openapi.json`.
"""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Document = Mapping[str, Any]

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1a1a1a}
h1{margin-bottom:.2rem}h2{margin-top:2.5rem;border-bottom:2px solid #ccc;text-transform:capitalize}
details{border:1px solid #ddd;border-radius:.4rem;margin:.5rem 0;padding:.4rem .8rem}
summary{cursor:pointer}code,pre{font:14px/1.4 ui-monospace,monospace}
.get,.post{display:inline-block;width:3.5rem;font-weight:bold}.get{color:#0b5394}.post{color:#38761d}
pre{background:#f6f6f6;padding:.6rem;overflow:auto}table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:.2rem .6rem .2rem 0;vertical-align:top}
"""


def page(document: Document) -> str:
    """The whole page: operations by tag, each with parameters, an example body and its answers."""
    info = document["info"]
    title = escape(info["title"])
    groups: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = operation["tags"][0]
            groups.setdefault(tag, []).append(_operation(document, method, path, operation))
    body = "".join(f"<h2>{escape(tag)}</h2>{''.join(operations)}" for tag, operations in groups.items())
    return (
        f'<!doctype html><html lang="id"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<h1>{title}</h1><p>{escape(info['version'])} · {escape(info['description'])} "
        f'<a href="/openapi.json">openapi.json</a></p>{body}</html>'
    )


def _operation(document: Document, method: str, path: str, operation: Document) -> str:
    about = escape(operation.get("description", ""))
    return (
        f'<details><summary><span class="{method}">{method.upper()}</span> <code>{escape(path)}</code>'
        f" {escape(operation['summary'])}</summary><p>{about}</p>"
        f"{_parameters(operation)}{_body(document, operation)}{_answers(operation)}</details>"
    )


def _parameters(operation: Document) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(p['name'])}</code></td><td>{p['in']}</td>"
        f"<td>{escape(p.get('description', ''))}</td></tr>"
        for p in operation.get("parameters", ())
    )
    return f"<table>{rows}</table>" if rows else ""


def _body(document: Document, operation: Document) -> str:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return ""
    example = json.dumps(sample(document, content["schema"]), indent=2, ensure_ascii=False)
    return f"<pre>{escape(example)}</pre>"


def _answers(operation: Document) -> str:
    rows = "".join(
        f"<tr><td>{status}</td><td>{escape(answer['description'])}</td></tr>"
        for status, answer in sorted(operation["responses"].items())
    )
    return f"<table>{rows}</table>"


def sample(document: Document, schema: Document) -> Any:
    """An example value of a schema: its own example, or one built from its parts."""
    for name in ("examples", "enum"):
        if schema.get(name):
            return schema[name][0]
    if "$ref" in schema:
        return sample(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
    if variants := [v for v in schema.get("anyOf", ()) if v.get("type") != "null"]:
        return sample(document, variants[0])
    if "default" in schema:
        return schema["default"]
    if schema.get("type") == "object":
        return dict(_fields(document, schema))
    return {"boolean": True, "integer": 1, "array": []}.get(schema.get("type", ""), "…")


def _fields(document: Document, schema: Document) -> Iterator[tuple[str, Any]]:
    for name, field in schema.get("properties", {}).items():
        yield name, sample(document, field)
