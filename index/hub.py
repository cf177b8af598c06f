"""The model hub: asked only for a model that the user named and that is not on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_hub() -> Iterator[None]:
    """Keep huggingface_hub off the network meanwhile.

    Without it, loading even a local tokenizer asks the hub about it.
    """
    from huggingface_hub import constants

    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before
