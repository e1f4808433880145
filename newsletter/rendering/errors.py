"""What can go wrong between an editor's blocks and one person's copy."""

from newsletter.errors import DomainError, Invalid, StopMailing


class BlockError(Invalid):
    """A block cannot be used as it is; the message tells the editor what to do."""

    def __init__(self, block: str, message: str) -> None:
        self.block = block
        super().__init__(message, field=block)


class FreezeError(StopMailing):
    """The letter cannot be made final. `block` is the id of the block, or the name of the template, at fault."""

    def __init__(self, block: str, reason: str) -> None:
        self.block = block
        self.reason = reason
        super().__init__(f"{block}: {reason}")


class CopyError(DomainError):
    """One recipient's copy cannot be made; all others can. Retrying is useless until the recipient's data change."""

    def __init__(self, slot: str, reason: str) -> None:
        self.slot = slot
        self.reason = reason
        super().__init__(f"{slot}: {reason}")


class MissingSlot(CopyError):
    """There is no value for a slot that has no fallback."""

    def __init__(self, slot: str) -> None:
        super().__init__(slot, "no value was given")


class UnusableValue(CopyError):
    """The value does not fit its place: an address with a line break, a link that is no link."""
