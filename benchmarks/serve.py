"""``python -m benchmarks.serve --seconds 60``: the web page's server under load, on loopback, beside bulk.

Prints the time of a clean form in this process, what bulk does in a second, what the server can, how long a clean form
takes at half of that when requests come whether or not earlier ones are answered, and what 200 clients that each wait
for their answer get, hostile files among them. Every answer is compared with the one that its file got alone, under a
name of its own. The load comes from this process, on the same cores; its share of them is stated. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import psutil

from evalsheet.batch import CONVERTED, Options, suffix
from evalsheet.serve.work import Upload, Wanted
from evalsheet.serve.work import check as check_here
from tests import hostile
from tests.processes import Watching
from tests.serving import Server, server

from . import bulk, forms, machine
from .speed import ROOT

CLEAN = (ROOT / "samples" / "standard.xlsx").read_bytes()
#: One file of so many is hostile; those that are larger would measure the loopback, those that LibreOffice converts
#: LibreOffice.
EVERY, LARGEST = 20, 1 << 20
#: The name of a file in the first answer, which no form says; in those that follow another name stands in its place.
NAME = "a-name-of-its-own.xlsx"
_MIB = 1 << 20
#: The machine may change its speed: what is compared is measured right after each other, in so many rounds.
ROUNDS = 6
T = TypeVar("T")


class Sent(NamedTuple):
    """A file as it is sent, and the answer that it gets."""

    data: bytes
    answer: bytes

    def request(self, name: str) -> bytes:
        """The whole request, for a file of that name."""
        return request(self.data, name)


class Seen(NamedTuple):
    """What a load has seen: seconds from when each request was due, states, how many answers were not the right one."""

    times: list[float]
    states: Counter[int]
    wrong: int
    seconds: float

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds


def together(loads: Sequence[Seen]) -> Seen:
    """What several loads have seen, one after the other."""
    times = [seconds for one in loads for seconds in one.times]
    states = sum((one.states for one in loads), Counter[int]())
    return Seen(times, states, sum(one.wrong for one in loads), sum(one.seconds for one in loads))


def request(data: bytes, name: str) -> bytes:
    """A file as a browser sends it."""
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + b"\r\n--b--\r\n"
    lines = ("POST /api/check HTTP/1.1", "Host: localhost", "Content-Type: multipart/form-data; boundary=b",
             f"Content-Length: {len(body)}", "", "")  # fmt: skip
    return "\r\n".join(lines).encode() + body


class Client:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, message: bytes) -> tuple[int, bytes]:
        """The state and the body of the answer. A connection that was idle for long may have been closed."""
        if self._streams is not None and self._streams[0].at_eof():
            self._streams = None
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(message)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
        body = await reader.readexactly(length)
        if b"\r\nconnection: close" in head:
            writer.close()
            self._streams = None
        return int(head.split(b" ", 2)[1]), body


class Load:
    """Requests and what comes of them; each has a name of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.times: list[float] = []
        self.states: Counter[int] = Counter()
        self.wrong = 0
        self._names = (f"{number:012}.xlsx" for number in itertools.count(1))

    async def ask(self, client: Client, file: Sent, due: float) -> None:
        name = next(self._names)
        state, body = await client.ask(file.request(name))
        self.times.append(time.perf_counter() - due)
        self.states[state] += 1
        if state == 200 and body != file.answer.replace(NAME.encode(), name.encode()):
            self.wrong += 1
            print(f"not the answer of alone: {body.decode()[:400]}")

    def seen(self, seconds: float) -> Seen:
        return Seen(self.times, self.states, self.wrong, seconds)


async def closed(port: int, clients: int, seconds: float, files: Callable[[], Sent]) -> Seen:
    """So many clients, each of which asks again as soon as it is answered."""
    load, start = Load(port), time.perf_counter()

    async def one() -> None:
        client = Client(port)
        while (now := time.perf_counter()) < start + seconds:
            await load.ask(client, files(), now)

    await asyncio.gather(*(one() for _ in range(clients)))
    return load.seen(time.perf_counter() - start)


async def opened(port: int, rate: float, seconds: float, files: Callable[[], Sent]) -> Seen:
    """So many requests a second, at random moments, whether or not earlier ones are answered."""
    load, chance, start = Load(port), random.Random(1), time.perf_counter()
    idle: list[Client] = []
    tasks: set[Awaitable[None]] = set()

    async def one(due: float) -> None:
        client = idle.pop() if idle else Client(port)
        await load.ask(client, files(), due)
        idle.append(client)

    due = start
    while due < start + seconds:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.add(asyncio.ensure_future(one(due)))
        due += chance.expovariate(rate)
    await asyncio.gather(*tasks)
    return load.seen(time.perf_counter() - start)


async def learned(port: int, contents: Sequence[bytes]) -> list[Sent]:
    """The files with the answers that they get alone."""
    client = Client(port)
    found = []
    for data in contents:
        state, body = await client.ask(request(data, NAME))
        assert state == 200, (state, body)
        found.append(Sent(data, body))
    return found


def hostiles() -> list[bytes]:
    """Files that are made to stop, slow down or fool a run."""
    kinds = [kind for name, kind in hostile.KINDS.items() if suffix(name) not in CONVERTED]
    return [data for kind in kinds if len(data := kind.make()) < LARGEST]


def mixed(good: Sequence[T], bad: Sequence[T]) -> Iterator[T]:
    """Without end, one hostile file among so many good ones."""
    for number in itertools.count():
        yield bad[number // EVERY % len(bad)] if number % EVERY == 0 else good[number % len(good)]


def here() -> float:
    """Seconds that a clean form takes in this process."""
    times = []
    for _ in range(300):
        start = time.perf_counter()
        check_here(Upload("a.xlsx", CLEAN), Options(alone=True), Wanted("zh"))
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def at(times: Sequence[float], share: float) -> float:
    """The milliseconds under which that share of the times is."""
    return 1000 * sorted(times)[min(int(len(times) * share), len(times) - 1)]


def loads(made: Server, contents: Sequence[bytes], seconds: float, clients: int) -> Iterator[str | Seen]:
    """The loads, one after the other, in words; and what the closed loops saw."""
    port = int(made.url.rstrip("/").rpartition(":")[2])
    (clean,) = asyncio.run(learned(port, [CLEAN]))
    good, bad = (asyncio.run(learned(port, some)) for some in (contents, hostiles()))

    coming = itertools.cycle(good)
    rounds = []
    for _ in range(ROUNDS):
        most = asyncio.run(closed(port, 16, seconds / ROUNDS, lambda: next(coming)))
        own = here()
        half = asyncio.run(opened(port, most.rate / 2, seconds / ROUNDS, lambda: clean))
        rounds.append((most, own, half, at(half.times, 0.95) / own / 1000))
    most, half = (together([one[index] for one in rounds]) for index in (0, 2))
    yield f"- 16 clients, good forms: {most.rate:.0f} requests/s; {said(most)}"
    yield most
    own = statistics.median(one[1] for one in rounds)
    yield f"- A clean form in this process: {1000 * own:.2f} ms"
    times = sorted(one[3] for one in rounds)
    yield f"- Open loop, half as many: {said(half)}"
    yield f"- In {ROUNDS} rounds, each at half of what it had just seen, p95 is {times[0]:.1f} to {times[-1]:.1f} times"
    yield f"  the form in this process just before, in the median {statistics.median(times):.1f} times (goal: 10)"

    many = mixed(good, bad)
    watching = Watching(made.process.pid, pause=0.2)
    before, start = busy(made), os.times()
    last = asyncio.run(closed(port, clients, seconds, lambda: next(many)))
    after, end = busy(made), os.times()
    own_time = end.user + end.system - start.user - start.system
    yield f"- {clients} clients, 1 of {EVERY} files hostile: {last.rate:.0f} requests/s; {said(last)}"
    yield f"- Peak memory of the server and its workers {watching.most / _MIB:.0f} MiB"
    cores = (after - before) / last.seconds
    own = own_time / last.seconds
    yield f"- Cores in use, workers that were replaced not counted: server and workers {cores:.2f}, load {own:.2f}"
    yield last


def busy(made: Server) -> float:
    """Seconds of processor time of the server and its workers."""
    family = [psutil.Process(made.process.pid), *psutil.Process(made.process.pid).children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in family)


def said(seen: Seen) -> str:
    """States, wrong answers and times in words."""
    times = ", ".join(f"p{int(100 * share)} {at(seen.times, share):.0f} ms" for share in (0.5, 0.95, 0.99))
    return f"{dict(seen.states)}, {seen.wrong} wrong, {times}"


def report(seconds: float, clients: int, count: int) -> Iterator[str]:
    """Starts the server beside runs of bulk over so many forms, loads it, and says what came of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "forms")
        paths = forms.write(folder, count)
        contents = [path.read_bytes() for path in paths[:200]]
        many = Path(name, "mixed")
        many.mkdir()
        for number, data in enumerate(itertools.islice(mixed(contents, hostiles()), count)):
            (many / f"{number:05}.xlsx").write_bytes(data)
        bulk.check(folder, 2, count)  # once for the caches
        rates = [count / bulk.check(one, 2, count).seconds for one in (folder, many)]
        yield f"- Bulk, two workers: {rates[0]:.0f} forms/s, of the mix with hostile files {rates[1]:.0f}"
        with server(Path(name), "-j", "2") as made:
            seen = []
            for one in loads(made, contents, seconds, clients):
                if isinstance(one, Seen):
                    seen.append(one)
                else:
                    yield one
    shares = [100 * one.rate / rate for one, rate in zip(seen, rates, strict=True)]
    yield f"- The server did {shares[0]:.0f} % of bulk, of the mix {shares[1]:.0f} % (goal: 60)"
    assert set(seen[-1].states) == {200} and seen[-1].wrong == 0


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each load")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--forms", type=int, default=2000, help="of the run of bulk that the server is held against")
    options = parser.parse_args()
    print(machine.told())
    for text in report(options.seconds, options.clients, options.forms):
        print(text, flush=True)


if __name__ == "__main__":
    main()
