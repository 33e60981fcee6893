"""The interface over HTTP says what the command line says, within its limits, and never falls over."""

from __future__ import annotations

import asyncio
import io
import json
import os
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("httpx2")
pytest.importorskip("starlette")

from starlette.testclient import TestClient

from evalsheet import limits, workers
from evalsheet.batch import Options
from evalsheet.model import Unreadable
from evalsheet.serve import app, work
from evalsheet.serve.gate import Access
from evalsheet.workers import Pool, given

from . import hostile
from .serving import server

ROOT = Path(__file__).parent.parent
FAULTY, FINE, WORD = "samples/yiyang_2022.xlsx", "samples/standard.xlsx", "samples/standard.docx"
BASE = "http://127.0.0.1:8765"


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(2, work.warm)
    yield made
    made.close()


@pytest.fixture
def client(pool, monkeypatch) -> TestClient:
    monkeypatch.chdir(ROOT)
    return TestClient(app.made(app.Settings(Options(), Access(), 2), pool), BASE)


@pytest.fixture(autouse=True)
def afterwards():
    yield
    limits.change({})


def sent(*names: str) -> list[tuple[str, tuple[str, bytes]]]:
    return [("file", (name, (ROOT / name).read_bytes())) for name in names]


def parts(data: bytes) -> dict[str, bytes]:
    """The members of a package, but those that say when it was made."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "text", "github", "html"])
@pytest.mark.parametrize("names", [[FAULTY], [FINE, FAULTY], [FAULTY, WORD, FINE, "setup.cfg"]], ids=len)
def test_check_says_what_the_command_says(client, invoke, names, format_, lang):
    answer = client.post("/api/check", files=sent(*names), params={"format": format_, "lang": lang})
    assert answer.status_code == 200
    _, said, _ = invoke("check", *names, "--format", format_, "--lang", lang)
    assert answer.content.decode("utf-8").replace("\r\n", "\n") == said


def test_the_parameters_are_the_options(client, invoke):
    asked = {"profile": "mof-2020", "year": "2023", "select": "WGT,IDN02", "ignore": "WGT04"}
    answer = client.post("/api/check", files=sent(FAULTY), params=asked)
    _, said, _ = invoke("check", FAULTY, *(part for key, value in asked.items() for part in (f"--{key}", value)),
                        "--format", "json")  # fmt: skip
    assert answer.text == said != client.post("/api/check", files=sent(FAULTY)).text


def test_the_report_for_all_is_that_of_the_command(client, invoke, tmp_path):
    answer = client.post("/api/check?format=xlsx", files=sent(FAULTY, FINE, "setup.cfg"))
    invoke("check", FAULTY, FINE, "setup.cfg", "--format", "xlsx", "-o", tmp_path / "all.xlsx")
    assert parts(answer.content) == parts((tmp_path / "all.xlsx").read_bytes())


@pytest.mark.parametrize("by", ["unit", "department"])
def test_the_return_letters_are_those_of_the_command(client, invoke, tmp_path, by):
    answer = client.post("/api/check", files=sent(FAULTY, FINE, "setup.cfg"), params={"split_by": by})
    invoke("check", FAULTY, FINE, "setup.cfg", "--split-by", by, "-o", tmp_path)
    letters = {path.name: parts(path.read_bytes()) for path in tmp_path.iterdir()}
    assert {name: parts(data) for name, data in parts(answer.content).items()} == letters
    assert len(letters) == 2


@pytest.mark.parametrize("options", [(), ("correct",), ("correct", "mark")], ids=len)
@pytest.mark.parametrize("name", [FAULTY, WORD])
def test_fill_writes_what_the_command_writes(client, invoke, tmp_path, name, options):
    answer = client.post("/api/fill", files=sent(name), params=dict.fromkeys(options, "1"))
    invoke("fill", name, "-o", tmp_path / "filled.xlsx", *(f"--{one}" for one in options))
    assert answer.status_code == 200
    assert answer.content == (tmp_path / "filled.xlsx").read_bytes()


def test_the_report_of_a_form_is_that_of_the_command(client, invoke, tmp_path):
    answer = client.post("/api/report", files=sent(FAULTY))
    invoke("report", FAULTY, "-o", tmp_path / "report.docx")
    assert parts(answer.content) == parts((tmp_path / "report.docx").read_bytes())


def test_consolidate_writes_what_the_command_writes(client, invoke, tmp_path):
    names = [f"samples/faulty/{path.name}" for path in sorted((ROOT / "samples/faulty").glob("FND0*.xlsx"))]
    copies = []
    for name in names:  # the workbook shows when a file was changed; an upload has no such time
        copies.append(tmp_path / os.path.basename(name))
        copies[-1].write_bytes((ROOT / name).read_bytes())
        os.utime(copies[-1], (0, 0))
    answer = client.post("/api/consolidate", files=[("file", (str(one), one.read_bytes())) for one in copies])
    invoke("consolidate", *copies, "-o", tmp_path / "out.xlsx")
    assert parts(answer.content) == parts((tmp_path / "out.xlsx").read_bytes())


def test_the_rules_are_those_of_the_command(client, invoke):
    assert client.get("/api/rules").text == invoke("rules", "--format", "json")[1]
    assert client.get("/api/rules?codes=FND03,TOT&lang=en").text == invoke(
        "rules", "FND03", "TOT", "--format", "json", "--lang", "en"
    )[1]  # fmt: skip
    assert client.get("/api/rules?codes=XYZ").status_code == 400


def test_a_file_of_which_nothing_can_be_made_is_told_why(client):
    for path in ("fill", "report"):
        answer = client.post(f"/api/{path}", files=[("file", ("坏.xlsx", b"PK\3\4"))])
        assert answer.status_code == 422
        assert answer.json()["error"] == answer.json()["findings"][0]["code"] == "FIL02"
        assert client.post(f"/api/{path}", files=[("file", ("空.csv", b"a,b\n"))]).json()["error"] == "FIL20"
    two = client.post("/api/fill", files=sent(FINE, FAULTY))
    assert two.status_code == 400


def test_answers_are_saved_by_a_name_that_says_what_they_are(client):
    named = {
        ("fill", "填报/张三 自评表.xlsx"): "张三 自评表.已填.xlsx",
        ("report", "自评表.docx"): "自评表.自评报告.docx",
        ("consolidate", "自评表.xlsx"): "汇总.xlsx",
        ("check?split_by=unit", "自评表.xlsx"): "退回修改意见.zip",
    }
    for (path, name), wanted in named.items():
        answer = client.post(f"/api/{path}", files=[("file", (name, (ROOT / FAULTY).read_bytes()))])
        from urllib.parse import unquote

        assert unquote(answer.headers["content-disposition"].partition("''")[2]) == wanted


@pytest.mark.parametrize(
    "params", [{"profile": "/etc/passwd"}, {"year": "二〇二三"}, {"select": "XYZ"}, {"format": "x"}, {"split_by": "x"}]
)
def test_an_unknown_value_is_refused_with_a_sentence(client, params):
    answer = client.post("/api/check", files=sent(FINE), params=params)
    assert answer.status_code == 400
    assert answer.json()["error"] == "option"


def test_what_is_no_upload_is_refused(client):
    assert client.post("/api/check").status_code == 400
    assert client.post("/api/check", content=b"x", headers={"Content-Type": "multipart/form-data"}).status_code == 400
    broken = {"Content-Type": "multipart/form-data; boundary=a"}
    assert client.post("/api/check", content=b"--a\r\nnonsense", headers=broken).status_code == 400
    assert client.post("/api/check", data={"file": "text"}).status_code == 400
    assert client.get("/api/check").status_code == 405
    assert client.get("/nowhere").status_code == 404


def test_hostile_files_get_a_result(client):
    for name in list(hostile.KINDS)[::12]:
        data = hostile.KINDS[name].make()
        answer = client.post("/api/check", files=[("file", (name, data))])
        assert answer.status_code == 200, name
        (result,) = answer.json()
        assert result["file"] == name
        assert {one["code"] for one in result["findings"]} <= {*hostile.KINDS[name].codes, "FIL20", "FIL21"}, name


def test_a_worker_that_hangs_dies_or_eats_memory_costs_its_own_work_only(pool):
    hanging = pool.send(time.sleep, 60, seconds=0.5)
    dying = pool.send(os._exit, 3, seconds=20)
    eating = pool.send(bytes, 3 << 30, seconds=20)
    well = [pool.send(work.judge, work.Upload("a.csv", b"x"), Options(), seconds=20) for _ in range(5)]
    for future, code in ((hanging, "FIL05"), (dying, "FIL07"), (eating, "FIL06")):
        with pytest.raises(Unreadable) as raised:
            given(future)
        assert raised.value.code == code
    assert all(given(one).digest for one in well)


def test_workers_that_have_done_much_are_replaced(monkeypatch):
    monkeypatch.setattr(workers, "_TASKS", 3)
    pool = Pool(1, work.warm)
    try:
        found = [given(pool.send(os.getpid, seconds=20)) for _ in range(10)]
    finally:
        pool.close()
    assert [found.count(one) for one in dict.fromkeys(found)] == [3, 3, 3, 1]


def test_the_command_serves_keeps_nothing_and_ends_quietly(tmp_path):
    import httpx2

    large = b"\0" * (3 << 20)  # over what is held in memory
    with server(tmp_path, "-v", "-j", "1") as served:
        form = {"file": ("李四.xlsx", (ROOT / FINE).read_bytes())}
        assert httpx2.post(f"{served.url}api/check", files=form).json()[0]["status"] == "ok"
        assert httpx2.post(f"{served.url}api/fill", files={"file": ("大.xlsx", large)}).status_code == 422
        assert "自评表" in httpx2.get(served.url).text
        assert [one for one in served.temporary.rglob("*") if one.is_file()] == []
    assert served.process.returncode == 0
    assert list(served.temporary.iterdir()) == [] and sorted(one.name for one in tmp_path.iterdir()) == ["tmp"]
    assert len(served.said) == 3 and "李四" not in "".join(served.said)


def test_a_file_that_was_given_up_is_a_result(client, monkeypatch):
    def never(*args: object, seconds: float) -> object:
        from concurrent.futures import Future

        future: Future[object] = Future()
        future.set_exception(TimeoutError())
        return future

    monkeypatch.setattr(Pool, "send", never)
    (result,) = client.post("/api/check", files=sent(FINE)).json()
    assert (result["file"], result["status"], result["findings"][0]["code"]) == (FINE, "unreadable", "FIL05")
    assert client.post("/api/fill", files=sent(FINE)).json()["error"] == "FIL05"
    assert client.post("/api/consolidate", files=sent(FINE)).json()["error"] == "long"


def test_limits_on_what_is_sent(client):
    size = len((ROOT / FINE).read_bytes())
    limits.change({"request_bytes": size})
    answer = client.post("/api/check", files=sent(FINE))
    assert (answer.status_code, answer.json()["error"]) == (413, "bytes")
    limits.change({"request_files": 2})
    answer = client.post("/api/check", files=sent(FINE, FINE, FINE))
    assert (answer.status_code, answer.json()["error"]) == (413, "files")
    assert client.post("/api/check", files=sent(FINE, FINE)).status_code == 200
    limits.change({"requests_bytes": size})
    answer = client.post("/api/check", files=sent(FINE))
    assert (answer.status_code, answer.json()["error"], answer.headers["retry-after"]) == (503, "busy", "5")
    limits.change({"requests": 0})
    assert client.post("/api/check", files=sent(FINE)).json()["error"] == "busy"
    limits.change({})
    for _ in range(3):  # the room that was taken has been given back
        assert client.post("/api/check", files=sent(FINE)).status_code == 200


def streamed(client, messages, headers) -> dict[str, object]:
    """The answer to a body that comes as these messages, which may take their time."""

    async def run() -> dict[str, object]:
        coming = iter(messages)
        found: dict[str, object] = {}

        async def receive():
            pause, message = next(coming, (60, None))
            await asyncio.sleep(pause)
            return message

        async def send(message):
            found.setdefault("status", message.get("status"))

        scope = {
            **{"type": "http", "method": "POST", "path": "/api/check", "raw_path": b"/api/check", "query_string": b""},
            **{"headers": [(b"host", b"localhost"), *headers], "http_version": "1.1", "scheme": "http"},
        }
        await client.app(scope, receive, send)
        return found

    return asyncio.run(run())


def test_a_body_that_is_longer_than_it_may_be_is_not_read_to_its_end(client):
    limits.change({"request_bytes": 3 << 20})
    headers = [(b"content-type", b"multipart/form-data; boundary=a")]
    head = b'--a\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    piece = {"type": "http.request", "body": b"x" * (1 << 20), "more_body": True}
    messages = [(0, {**piece, "body": head}), *[(0, piece)] * 4]  # a fifth would be waited for
    assert streamed(client, messages, headers) == {"status": 413}


def test_a_body_that_never_ends_is_given_up(client):
    limits.change({"request_seconds": 1})
    headers = [(b"content-type", b"multipart/form-data; boundary=a")]
    start = time.monotonic()
    found = streamed(client, [(0, {"type": "http.request", "body": b"--a\r\n", "more_body": True})], headers)
    assert found == {"status": 408} and time.monotonic() - start < 10


def test_many_at_once_are_not_mixed_up(client, tmp_path):
    """Each of many questions that are answered side by side has its own file in its answer."""
    from concurrent.futures import ThreadPoolExecutor

    names = [FINE, FAULTY, WORD, "setup.cfg"]
    alone = {name: client.post("/api/check", files=sent(name)).text for name in names}
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda n: client.post("/api/check", files=sent(names[n % 4])).text, range(80)))
    assert [alone[names[n % 4]] for n in range(80)] == answers


def test_a_sign_of_life_and_a_description_of_all_there_is(client):
    from evalsheet.serve.api import Api

    assert client.get("/healthz").json()["status"] == "ok"
    described = client.get("/openapi.json").json()
    routes = Api(None, Options(), None).routes()  # type: ignore[arg-type]
    assert set(described["paths"]) == {route.path for route in routes}
    for route in routes:
        assert {method.lower() for method in route.methods} - {"head"} == set(described["paths"][route.path])
    assert "http://" not in json.dumps(described) and "https://" not in json.dumps(described)
