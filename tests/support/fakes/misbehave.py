"""The steps of a script: what a fake does with one request instead of serving it.

`accepted` says whether the provider nevertheless took the message; only a provider that did can be
found to have it when it is asked later, or can recognise the repetition.
"""
import dataclasses

KINDS = ("serve", "answer", "hang", "reset", "drip", "cut", "garbage")


@dataclasses.dataclass
class Step:
    do: str
    status: int = 200
    code: object = None  # the provider's own
    retry_after: object = None  # seconds, where the provider says it
    headers: dict = dataclasses.field(default_factory=dict)
    body: object = None
    accepted: bool = False
    before_body: bool = False
    seconds: float = 60.0
    on: str = ""  # regex on "METHOD path"; empty: the provider's sends

    @staticmethod
    def of(value):
        step = value if isinstance(value, Step) else Step(**value)
        if step.do not in KINDS:
            raise ValueError(f"no such step: {step.do}")
        return step


def serve(**more):
    """As if there were no script, for this one."""
    return Step("serve", accepted=True, **more)


def answer(status, code=None, retry_after=None, **more):
    """The provider's own failure, not accepted; `body` replaces the provider's."""
    return Step("answer", status, code, retry_after, **more)


def hang(before_body=False, accepted=False, **more):
    """No answer until the other end gives up: with the body unread, or read."""
    return Step("hang", before_body=before_body, accepted=accepted and not before_body, **more)


def reset(accepted=False, **more):
    """The body is read, then the connection is reset."""
    return Step("reset", accepted=accepted, **more)


def drip(seconds, **more):
    """Accepted, and the answer comes byte by byte over so many seconds."""
    return Step("drip", seconds=seconds, accepted=True, **more)


def cut(**more):
    """Accepted, and the connection ends before the answer does."""
    return Step("cut", accepted=True, **more)


def garbage(body=None, status=200, accepted=True, **more):
    """A success by its status whose body is not what the provider ever says."""
    return Step("garbage", status, body=body, accepted=accepted, **more)
