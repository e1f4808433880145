"""The wire: pipelined SMTP over kept connections, and what replies mean. Knows no database."""

from newsletter.transport.connection import Outgoing
from newsletter.transport.failover import Senders
from newsletter.transport.pacer import Pacer
from newsletter.transport.replies import Meaning, Result, Trouble
from newsletter.transport.sender import Sender
from newsletter.transport.server import Server, Timeouts

__all__ = ["Meaning", "Outgoing", "Pacer", "Result", "Sender", "Senders", "Server", "Timeouts", "Trouble"]
