"""Sandboxed providers: each takes what its original takes, refuses what its original refuses.
fake.py says how to use them."""
from .discord import Discord
from .program import Program
from .resend import Resend
from .slack import Slack
from .smtp import Smtp
from .telegram import Telegram
from .twilio import Twilio
from .web_push import WebPush
from .webhook import Webhook

ALL = {kind.name: kind for kind in (Slack, Discord, Telegram, Twilio, Resend, WebPush, Webhook,
                                  Smtp, Program)}
