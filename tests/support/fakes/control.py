"""What a fake can be told and asked over HTTP (see fake.py)."""
import json

from .exchange import Answer


def state(fake):
    def shown(message):
        return {name: value for name, value in message.items() if name != "request"}

    requests = [{"method": r.method, "path": r.path, "query": r.query,
                 "headers": dict(r.headers.items()), "body": r.body.decode("utf-8", "replace")}
                for r in fake.requests]
    return {"violations": fake.violations, "faults": fake.faults, "repeated": fake.repeated,
            "accepted": [shown(m) for m in fake.accepted], "requests": requests,
            "steps_left": len(fake.steps)}


def serve(fake, method, path, body):
    given = json.loads(body) if body else None
    with fake.lock:
        if (method, path) == ("GET", "/_fake/state"):
            return Answer(200, state(fake))
        if (method, path) == ("POST", "/_fake/script"):
            fake.script(*given)
            return Answer(200, {"steps": len(fake.steps)})
        if (method, path) == ("POST", "/_fake/forget"):
            fake.forget()
            return Answer(200, {})
        if (method, path) == ("POST", "/_fake/set"):
            unknown = [name for name in given if not hasattr(fake, name)]
            if unknown:
                return Answer(400, {"unknown": unknown})
            for name, value in given.items():
                setattr(fake, name, value)
            return Answer(200, {})
    if (method, path) == ("POST", "/_fake/callback"):
        status, text = fake.callback(**given)
        return Answer(200, {"status": status, "body": text})
    return Answer(404, {"unknown": path})

