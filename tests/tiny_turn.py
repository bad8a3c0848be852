"""A judge of turn ends in half a kilobyte: Smart Turn's inputs and outputs, one rule within.

    P(end) = sigmoid(-mean level of the last 200 ms)

An ONNX file is written here by hand, byte for byte, so that no further library is needed.
"""

from __future__ import annotations

from improv_partner.crew.ending.log_mel import BANDS, FRAMES

Field = tuple[int, "int | str | bytes"]
INT, INTS, FLOAT32 = 2, 7, 1  # as ONNX numbers them
LAST_FRAMES = 20


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes((*out, number))


def message(*fields: Field) -> bytes:
    """A protobuf message of numbered fields: whole numbers, texts and messages."""
    out = b""
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            data = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(data)) + data
    return out


def attribute(name: str, value: int | list[int]) -> Field:
    if isinstance(value, int):
        return 5, message((1, name), (3, value), (20, INT))
    return 5, message((1, name), *((8, number) for number in value), (20, INTS))


def node(kind: str, given: str, made: str, **attributes: int | list[int]) -> Field:
    return 1, message(
        (1, given), (2, made), (4, kind), *(attribute(*row) for row in attributes.items())
    )


def tensor(name: str, *sizes: int) -> bytes:
    shape = message(*((1, message((1, size))) for size in sizes))
    return message((1, name), (2, message((1, message((1, FLOAT32), (2, shape))))))


def tiny_turn(given: str = "input_features", bands: int = BANDS, last: str = "Sigmoid") -> bytes:
    """The file. given, bands: name and height of its input; last: its last step."""
    graph = message(
        node("Slice", given, "end", axes=[2], starts=[FRAMES - LAST_FRAMES], ends=[FRAMES]),
        node("ReduceMean", "end", "level", axes=[1, 2], keepdims=0),
        node("Neg", "level", "quiet"),
        node(last, "quiet", "logits"),
        (2, "tiny"),
        (11, tensor(given, 1, bands, FRAMES)),
        (12, tensor("logits", 1)),
    )
    return message((1, 4), (7, graph), (8, message((1, ""), (2, 9))))
