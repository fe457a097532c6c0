"""Choice of the library that multiplies matrices: numpy's OpenBLAS, three times faster than thinc's blis."""

from collections.abc import Iterator
from contextlib import contextmanager

from thinc.api import NumpyOps, get_current_ops, use_ops


@contextmanager
def openblas() -> Iterator[None]:
    """Give the models created inside the block OpenBLAS, and leave every other model of the process as it is.

    A model keeps the operations it was created with: this is done at load and holds for the model's life.
    A GPU or Apple's Accelerate, where somebody switched to it, stays in use.
    """
    # the class itself: thinc's own AppleOps and BigEndianOps are subclasses with a reason to be
    if type(get_current_ops()) is not NumpyOps:
        yield
        return
    with use_ops("numpy", use_blis=False):
        yield
