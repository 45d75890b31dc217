"""The loss: one normalisation over the passages of a question, one over each passage; and what a teacher says."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

from training.features import Batch

SOFTNESS = 2.0
"""What logits are divided by before a teacher's and a reader's are compared (Hinton, Vinyals and Dean 2015)."""


def reader_loss(start: Tensor, end: Tensor, batch: Batch) -> Tensor:
    """Mean negative log-likelihood of the right start and end (logits, passages × tokens).

    A token's score is its logit less that of `[CLS]`, so that "no answer" scores zero in every passage.
    Shared normalisation (Clark and Gardner 2018) takes all tokens of all passages of a question and one "no
    answer" together, which makes scores comparable between passages. Normalising each passage by itself
    keeps zero the point where a passage alone is as likely to answer as not. Both count the same.
    """
    return (_side(start, batch.first, batch) + _side(end, batch.last, batch)) / 2


def _side(logits: Tensor, target: Tensor, batch: Batch) -> Tensor:
    scores = (logits - logits[:, :1]).masked_fill(~batch.allowed, float("-inf"))
    mass = scores.logsumexp(dim=1)
    answers = target > 0
    right = torch.where(answers, scores.gather(1, target[:, None])[:, 0].masked_fill(~answers, 0.0), 0.0)
    each = torch.logaddexp(mass, torch.zeros_like(mass)) - right
    return each.mean() + _shared(mass, right, batch.group)


def _shared(mass: Tensor, right: Tensor, group: Tensor) -> Tensor:
    """The same over each question: log(1 + its passages' masses), less what the right one scores."""
    questions = int(group[-1]) + 1
    same = group[None, :] == torch.arange(questions, device=group.device)[:, None]
    spread = mass[None, :].expand(questions, -1).masked_fill(~same, float("-inf"))
    total = torch.logaddexp(spread.logsumexp(dim=1), torch.zeros(questions, device=mass.device))
    return (total - torch.zeros(questions, device=mass.device).index_add(0, group, right)).mean()


def taught_loss(read: Iterable[Tensor], taught: Iterable[Tensor], batch: Batch) -> Tensor:
    """Mean divergence of a reader's softened starts and ends from its teacher's (logits, passages × tokens).

    Over the passage's tokens and `[CLS]`, which is "no answer"; times SOFTNESS squared, so that its gradients count
    as those of `reader_loss` do.
    """
    places = batch.allowed.clone()
    places[:, 0] = True
    sides = [_divergence(own, other, places) for own, other in zip(read, taught, strict=True)]
    return SOFTNESS**2 * torch.stack(sides).mean()


def _divergence(read: Tensor, taught: Tensor, places: Tensor) -> Tensor:
    own, other = (
        (logits.float() / SOFTNESS).masked_fill(~places, float("-inf")).log_softmax(dim=1)
        for logits in (read, taught)
    )
    each = (other.exp() * (other - own)).masked_fill(~places, 0.0)
    return each.sum(dim=1).mean()
