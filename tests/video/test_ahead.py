"""Items made ahead on another thread come in order, raise in their place, and stop being made when nobody takes any."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from posecheck.video.ahead import ahead


def test_the_same_items_in_order() -> None:
    assert list(ahead(iter(range(100)), 3)) == list(range(100))


def test_none_is_an_item() -> None:
    assert list(ahead(iter([None, None]), 1)) == [None, None]


def test_they_are_made_on_another_thread() -> None:
    def threads() -> Iterator[int]:
        yield threading.get_ident()

    (made_on,) = ahead(threads(), 1)
    assert made_on != threading.get_ident()


def test_the_next_ones_are_made_while_one_is_worked_on_but_no_more_than_may_wait() -> None:
    made: list[int] = []
    enough = threading.Event()

    def items() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            if number == 3:
                enough.set()
            yield number

    with closing(ahead(items(), 2)) as taken:
        assert next(taken) == 0
        assert enough.wait(10)  # one in our hands, two waiting, one in the maker's
        assert made == [0, 1, 2, 3]


def test_an_error_comes_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    taken = ahead(items(), 5)
    assert next(taken) == 1
    with pytest.raises(ValueError, match="broken"):
        next(taken)


def test_whoever_makes_them_is_closed_when_no_more_are_taken() -> None:
    closed = threading.Event()

    def items() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    with closing(ahead(items(), 1)) as taken:
        next(taken)
    assert closed.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name == "ahead"]
