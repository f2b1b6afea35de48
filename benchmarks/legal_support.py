"""Learn from when on a question is answered; with `--write`, for ketdoan/legal/data/support.toml.

Run by `./bench legal_support`. Learnt from the halves “a” of our own questions with an answer and of those without one,
and from more of both that were written later; not from those that want for a text alone, which are told apart by
looking whether the library holds it, and not from other languages, which are told apart before.

From when on is chosen by what may be lost: as many of the gold's half “a” as GIVEN_UP, each judged by what was learnt
without it, are refused. Questions without an answer do not choose: most ways of refusing were written with them in
sight, so that they tell too good a tale.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
OWN = Path(__file__).resolve().parent / "legal"
TODAY = date(2026, 11, 27)
#: So many of the gold are given up, in a hundred. Five may be; the rest is kept for what other questions may do worse.
GIVEN_UP = 4.5
FOLDS, ROUNDS = 5, 3
STEPS, STEP, HELD = 4_000, 0.5, 1e-2


def main() -> int:
    """Learn, tell, write."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    import django

    django.setup()
    gold, answerable, without = _signs("gold"), _signs("answerable"), _signs("unsupported", "unsupported_more")
    signs = np.concatenate([gold, answerable, without])
    right = np.repeat([1.0, 1.0, 0.0], [len(gold), len(answerable), len(without)])
    tried = _cross(signs, right)
    least = float(np.percentile(tried[: len(gold)], GIVEN_UP))
    parts = np.split(tried, [len(gold), len(gold) + len(answerable)])
    told = zip(("gold", "answerable", "without an answer"), parts, strict=True)
    print(f"from {least:.4f} on; refused: " + ", ".join(f"{name} {np.mean(part < least):.3f}" for name, part in told))
    each, added = learnt(signs, right)
    if "--write" in sys.argv:
        _write(each, added, least)
    return 0


def _signs(*names: str) -> np.ndarray:
    from ketdoan.legal.queries.handbook import shipped
    from ketdoan.legal.queries.signposts import aim, signposts_with
    from ketdoan.legal.retrieval.asking import expanded, foreign
    from ketdoan.legal.retrieval.words import syllables

    held = signposts_with(tuple(shipped().values()))
    rows: list[dict[str, Any]] = [
        json.loads(line) for name in names for line in (OWN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    asked = [row["question"] for row in rows if row.get("half") != "b" and row.get("kind") != "missing"]
    told = [aim(question, TODAY, held).signs for question in asked if not foreign(expanded(syllables(question)))]
    return np.array(told)


def learnt(signs: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights of the signs, and what is added (logistic regression)."""
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    scaled = np.column_stack([(signs - mean) / spread, np.ones(len(signs))])
    weights = np.zeros(scaled.shape[1])
    held = np.append(np.full(signs.shape[1], HELD), 0)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        weights -= STEP * (scaled.T @ (chance - right) / len(right) + held * weights)
    each = weights[:-1] / spread
    return each, float(weights[-1] - each @ mean)


def _cross(signs: np.ndarray, right: np.ndarray) -> np.ndarray:
    """How likely each is to have an answer, told by what was learnt from others; the mean of some rounds."""
    found = np.zeros(len(right))
    for seed in range(ROUNDS):
        order = np.random.RandomState(seed).permutation(len(right))
        for fold in range(FOLDS):
            aside = order[fold::FOLDS]
            each, added = learnt(np.delete(signs, aside, axis=0), np.delete(right, aside))
            found[aside] += 1 / (1 + np.exp(-(signs[aside] @ each + added))) / ROUNDS
    return found


def _write(each: np.ndarray, added: float, least: float) -> None:
    from ketdoan.legal.retrieval.support import SIGNS, WEIGHTS

    told = [
        "# From when on a question is answered. Written by ./bench legal_support --write.",
        f"added = {added:.4f}", f"least = {least:.4f}", "", "[signs]",
        *(f"{name} = {weight:.4f}" for name, weight in zip(SIGNS, each.tolist(), strict=True)), "",
    ]  # fmt: skip
    WEIGHTS.write_text("\n".join(told), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
