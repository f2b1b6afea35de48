"""Questions of somebody who may be about to harm themself: before any answer they are told to whom to turn now."""

from collections.abc import Sequence

from ..retrieval.words import bare, syllables

#: What such people write, without marks; said of others it is answered as anything else.
SAID = tuple(
    tuple(bare(one) for one in syllables(words))
    for words in (
        "muốn chết", "muốn tự tử", "định tự tử", "muốn tự sát", "không muốn sống", "chẳng muốn sống", "hết muốn sống",
        "chết cho xong", "chết quách", "kết liễu đời", "tự làm hại mình", "nghĩ đến cái chết", "nghĩ tới cái chết",
    )
)  # fmt: skip


def in_distress(said: Sequence[str]) -> bool:
    """Whether a question, given by its syllables, says so."""
    plain = [bare(one) for one in said]
    return any(tuple(plain[at : at + len(words)]) == words for words in SAID for at in range(len(plain)))


def without_distress(parts: Sequence[str]) -> str:
    """The other parts of a question, which may ask for something."""
    return ", ".join(part.strip() for part in parts if part.strip() and not in_distress(syllables(part)))
