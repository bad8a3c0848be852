"""What questions cost: tokens, estimated, and money where prices are given; and a limit to it.

An upper bound: every answer is counted with as many tokens as it may have. What a model thinks
without showing it is not in it; servers are asked not to let it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from .ask import MAX_TOKENS, Ask

CHARS_A_TOKEN = 3.5  # of English; usual tokenizers have about 4, so this is on the safe side
MESSAGE_TOKENS = 8  # around each message
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Bill:
    """requests: that go out. tokens_in, tokens_out: of all of them, the latter at most."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out

    def __add__(self, other: Bill) -> Bill:
        return Bill(
            self.requests + other.requests,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
        )


@dataclass(slots=True)
class Purse:
    """Prices are for a million tokens; 0 = not told. budget: None = no limit.

    The budget is money where a price is told, and else a number of tokens. spent: so far.
    """

    price_in: float = 0.0
    price_out: float = 0.0
    budget: float | None = None
    spent: Bill = field(default_factory=Bill)

    @property
    def priced(self) -> bool:
        return bool(self.price_in or self.price_out)

    def worth(self, bill: Bill) -> float:
        """In money, or in tokens where no price is told."""
        if not self.priced:
            return float(bill.tokens)
        cost = bill.tokens_in * self.price_in + bill.tokens_out * self.price_out
        return cost / MILLION

    def affords(self, bill: Bill) -> bool:
        return self.budget is None or self.worth(self.spent + bill) <= self.budget

    def words(self, bill: Bill) -> str:
        """ "12 requests, about 9000 tokens in and at most 3600 out: at most 0.0810"."""
        requests = f"{bill.requests} request{'' if bill.requests == 1 else 's'}"
        tokens = f"about {bill.tokens_in} tokens in and at most {bill.tokens_out} out"
        money = f": at most {self.worth(bill):.4f}" if self.priced else ""
        return f"{requests}, {tokens}{money}"


def tokens_of(messages: Iterable[dict[str, str]]) -> int:
    """Of chat messages, estimated from their characters."""
    return sum(
        math.ceil(len(message["content"]) / CHARS_A_TOKEN) + MESSAGE_TOKENS for message in messages
    )


def bill(ask: Ask, votes: Iterable[int]) -> Bill:
    """What these votes on a question cost at most."""
    each = [Bill(1, tokens_of(ask.messages(vote)), MAX_TOKENS) for vote in votes]
    return sum(each, Bill())
