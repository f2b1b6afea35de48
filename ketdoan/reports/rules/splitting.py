"""A target that is split among units: parts in proportion to weights that add up to it exactly."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from ketdoan.core.viet import VietError


def split(total: Decimal, weights: Sequence[Decimal], step: Decimal = Decimal(1)) -> list[Decimal]:
    """Parts of a total by weights, each a multiple of `step`, by the largest remainders: every part is less than one
    step away from its exact share, and who weighs nothing gets nothing. Of equal remainders the first ones count.

    Raises VietError where nobody weighs anything, or the total is no multiple of the step.
    """
    if total % step:
        raise VietError("Mức chung không chia được thành các phần nguyên.")
    if any(weight < 0 for weight in weights):
        raise VietError("Số liệu để chia không thể âm.")
    whole = sum(map(Fraction, weights), Fraction(0))
    if not whole:
        raise VietError("Chưa có số liệu nào để chia theo tỷ trọng.")
    steps = int(total / step)
    exact = [steps * Fraction(weight) / whole for weight in weights]
    parts = [int(share) for share in exact]
    left = steps - sum(parts)
    by_remainder = sorted(range(len(exact)), key=lambda at: parts[at] - exact[at])
    for at in by_remainder[:left]:
        parts[at] += 1
    return [part * step for part in parts]


def finest(total: Decimal, *, whole: bool) -> Decimal:
    """In what steps a total is split: ones of what is counted in whole numbers, hundredths of anything else."""
    if whole:
        return Decimal(1)
    return Decimal("0.01") if not total % Decimal("0.01") else Decimal("0.0001")
