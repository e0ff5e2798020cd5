"""A provider's own description of its interface, asked about requests and answers.

OpenAPI 3.0 and 3.1 and Swagger 2. Where a schema lists an object's properties and says nothing of
others, the specification lets anything pass; a request must not carry such strangers here, for a
provider ignores a misspelt field and the sender never learns of it.
"""
import email.utils
import functools
import gzip
import json
import re
import urllib.parse

import jsonschema

FORMATS = jsonschema.FormatChecker(formats=())
MAX_ERRORS = 5


def _format(name):
    return FORMATS.checks(name, raises=ValueError)


@_format("uri")
def _uri(value):
    if not isinstance(value, str):
        return True
    split = urllib.parse.urlsplit(value)
    return split.scheme in ("http", "https", "attachment") and bool(split.netloc) \
        and re.fullmatch(r"[!-~]+", value) is not None


@_format("date-time")
def _date_time(value):
    return not isinstance(value, str) or re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value) is not None


@_format("date-time-rfc-2822")
def _rfc_2822(value):
    return not isinstance(value, str) or email.utils.parsedate_to_datetime(value) is not None


@functools.lru_cache(maxsize=None)
def load(path):
    return Specification(json.loads(gzip.open(path).read()))


def nullable_as_type(node):
    """OpenAPI 3.0's `nullable`, which documents of 3.1 say too, in JSON Schema's words."""
    if isinstance(node, list):
        return [nullable_as_type(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {name: nullable_as_type(value) for name, value in node.items()}
    if out.pop("nullable", False) is True and isinstance(out.get("type"), str):
        out["type"] = [out["type"], "null"]
        if "enum" in out:
            out["enum"] = out["enum"] + [None]
    return out


class Specification:
    def __init__(self, document):
        version = document.get("openapi", document.get("swagger", "3.1"))
        self.document = nullable_as_type(document)
        self.draft = {"3.1": jsonschema.Draft202012Validator, "2.0": jsonschema.Draft4Validator
                      }.get(version[:3], jsonschema.Draft7Validator)
        self.resolver = jsonschema.RefResolver("", self.document)

    def resolve(self, node):
        while "$ref" in node:
            node = self.resolver.resolve(node["$ref"])[1]
        return node

    def operation(self, method, path):
        """(operation, path parameters) of the most literal path that fits, or None."""
        found = []
        for template, item in self.document["paths"].items():
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
            fits = re.fullmatch(pattern, path)
            if fits and method.lower() in item:
                shared = item.get("parameters", [])
                operation = dict(item[method.lower()])
                operation["parameters"] = shared + operation.get("parameters", [])
                found.append((template.count("{"), operation, fits.groupdict()))
        return min(found, key=lambda f: f[0])[1:] if found else None

    def errors(self, schema, value, formats=FORMATS):
        """What the schema has against the value."""
        validator = self.draft(schema, resolver=self.resolver, format_checker=formats)
        out = []
        for error in list(validator.iter_errors(value))[:MAX_ERRORS]:
            deepest = jsonschema.exceptions.best_match([error])
            at = "/".join(map(str, deepest.absolute_path)) or "the body"
            out.append(f"{at}: {deepest.message[:300]}")
        return out

    def errors_of_request(self, schema, value):
        return self.errors(schema, value) or self.strangers([schema], value, "")

    def strangers(self, schemas, value, at):
        """Names in `value` that none of the schemas knows."""
        leaves = [leaf for schema in schemas for leaf in self.leaves(schema)]
        if isinstance(value, list):
            items = [leaf["items"] for leaf in leaves if isinstance(leaf.get("items"), dict)]
            return [error for i, item in enumerate(value)
                    for error in self.strangers(items, item, f"{at}/{i}")] if items else []
        if not isinstance(value, dict):
            return []
        objects = [leaf for leaf in leaves if leaf.get("properties")]
        if not objects or any(leaf.get("additionalProperties") for leaf in objects):
            return []
        out = []
        for name, inner in value.items():
            known = [leaf["properties"][name] for leaf in objects if name in leaf["properties"]]
            if known:
                out += self.strangers(known, inner, f"{at}/{name}")
            else:
                out.append(f"{at}/{name}: no such field")
        return out

    def leaves(self, schema):
        schema = self.resolve(schema)
        out = [schema]
        for word in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(word, []):
                out += self.leaves(part)
        return out

    def errors_of_parameters(self, operation, where, values):
        """`values` (name -> text) of the parameters in "path", "query" or "header"."""
        known = {p["name"]: p for p in map(self.resolve, operation["parameters"])
                 if p["in"] == where}
        out = [f"{where} {name}: no such parameter" for name in values
               if name not in known and where != "header"]
        for name, parameter in known.items():
            if name not in values:
                if parameter.get("required"):
                    out.append(f"{where} {name} is missing")
                continue
            schema = self.resolve(parameter.get("schema", parameter))
            out += [f"{where} {name}: {error}"
                    for error in self.errors(schema, typed(schema, values[name]))]
        return out

    def request_schema(self, operation, media_type):
        """The schema of a body of that type, or None where the operation takes none such."""
        content = operation.get("requestBody", {}).get("content", {})
        return content[media_type]["schema"] if media_type in content else None

    def errors_of_answer(self, operation, status, body):
        answers = operation["responses"]
        answer = answers.get(str(status)) or answers.get(f"{status // 100}XX") \
            or answers.get("default")
        if answer is None:
            return [f"{status} is no answer of this operation"]
        answer = self.resolve(answer)
        schema = answer.get("schema") or answer.get("content", {}).get(
            "application/json", {}).get("schema")
        return self.errors(schema, body, formats=None) if schema else []


def typed(schema, text):
    """A parameter's or form field's text as the value that its schema means."""
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    if "integer" in kinds and re.fullmatch(r"-?\d+", text):
        return int(text)
    if "number" in kinds and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    return text


def typed_form(specification, schema, form):
    """A form's fields (name -> list of texts) as the object that its schema means."""
    properties = specification.resolve(schema).get("properties", {})
    out = {}
    for name, values in form.items():
        known = specification.resolve(properties.get(name, {}))
        if known.get("type") == "array":
            out[name] = [typed(specification.resolve(known.get("items", {})), v) for v in values]
        else:
            out[name] = typed(known, values[0]) if len(values) == 1 else values
    return out
