"""Replies of kernels: found whatever wakes the loop, and waited for no longer than asked."""

import asyncio
import os
from queue import Empty

import nbformat
import papermill
import pytest
import zmq
import zmq.asyncio
from books import run, write
from jupyter_client.session import Session

from xiaoyi_data.runs.engine import Replies


class Deaf(zmq.asyncio.Socket):
    """Says what has come when it is asked, but is not woken by what comes later."""

    async def poll(self, timeout=None, flags=zmq.POLLIN):
        if not await super().poll(0, flags):
            await asyncio.sleep(3600 if timeout is None else timeout / 1000)
            return 0
        return flags


async def reply(timeout, comes):
    """What the channel gives within ``timeout`` of a kernel that answers, or not, a bit later."""
    context = zmq.asyncio.Context()
    kernel, here = zmq.Context.instance().socket(zmq.DEALER), Deaf(context, zmq.DEALER)
    here.connect(f"tcp://127.0.0.1:{kernel.bind_to_random_port('tcp://127.0.0.1')}")
    channel = Replies(here, Session(key=b"k"))
    try:
        waiting = asyncio.create_task(channel.get_msg(timeout=timeout))
        await asyncio.sleep(0.05)
        if comes:
            Session(key=b"k").send(kernel, "execute_reply", content={"status": "ok"})
        return await asyncio.wait_for(waiting, 20)
    finally:
        here.close(0)
        kernel.close(0)
        context.destroy(0)


@pytest.mark.parametrize("timeout", [None, 10])
def test_a_reply_is_found_of_which_nothing_woke_the_loop(timeout):
    assert asyncio.run(reply(timeout, comes=True))["content"] == {"status": "ok"}


@pytest.mark.parametrize("timeout", [0, 0.1, 0.5])
def test_silence_is_told_as_such(timeout):
    with pytest.raises(Empty):
        asyncio.run(reply(timeout, comes=False))


def test_no_event_loop_is_left_to_be_collected_however_its_notebook_ends(
    books, tmp_path, monkeypatch
):
    """Python's collector may close the sockets of a loop before the loop, which then complains."""
    made, policy = [], asyncio.get_event_loop_policy()
    new = policy.new_event_loop
    monkeypatch.setattr(policy, "new_event_loop", lambda: (made.append(new()), made[-1])[1])
    write(books, "bad", "1 / 0")
    write(books, "dead", "import os; os._exit(1)")
    ends = {name: entry["status"] for name, entry in run(books, tmp_path / "out").items()}
    assert ends == {"good": "succeeded", "bad": "failed", "dead": "failed"}
    assert len(made) >= len(ends)
    assert all(loop.is_closed() for loop in made)


def test_a_run_stays_in_the_working_folder_of_its_process(books, tmp_path, monkeypatch):
    """All threads of a host share it; papermill goes to that of an earlier run to save."""
    write(books, "bad", "1 / 0")
    gone = []
    monkeypatch.setattr(os, "chdir", gone.append)
    monkeypatch.setattr(os, "fchdir", gone.append)
    statuses = {entry["status"] for entry in run(books, tmp_path / "out").values()}
    assert statuses == {"succeeded", "failed"}
    assert gone == []


def test_papermill_itself_still_saves_where_it_is_told_to(books, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    papermill.execute_notebook("books/good.ipynb", "made.ipynb", progress_bar=False)
    printed = nbformat.read(tmp_path / "made.ipynb", 4).cells[-1].outputs[0].text
    assert printed == "1 ''\n"
