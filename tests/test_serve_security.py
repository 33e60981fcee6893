"""Who may ask the server, and what it lets a browser do: a test for each promise."""

from __future__ import annotations

import hmac
import logging
import re
import socket
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("httpx2")
pytest.importorskip("starlette")

from click.testing import CliRunner
from starlette.testclient import TestClient

from evalsheet.batch import Options
from evalsheet.cli import cli
from evalsheet.serve import app, work
from evalsheet.serve.gate import HEADERS, Access
from evalsheet.workers import Pool

from .hostile import TRICKS, tricky

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "evalsheet" / "serve" / "static"
FORM = (ROOT / "samples" / "standard.xlsx").read_bytes()
BASE = "http://127.0.0.1:8765"


@pytest.fixture(scope="module")
def pool():
    made = Pool(1, work.warm)
    yield made
    made.close()


@pytest.fixture
def asked(pool):
    """Asks a server that grants access so: gives a client."""

    def client(access: Access | None = None, base: str = BASE) -> TestClient:
        return TestClient(app.made(app.Settings(Options(), access or Access(), 1), pool), base)

    return client


def checked(client: TestClient, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/api/check", files=[("file", ("表.xlsx", FORM))], headers=named).status_code


@pytest.mark.parametrize(
    ("host", "local", "public"),
    [
        ("localhost:8765", 200, 200), ("127.0.0.1", 200, 200), ("[::1]:8765", 200, 200), ("LOCALHOST", 200, 200),
        ("10.1.2.3:8765", 421, 200), ("[fe80::1]:1", 421, 200), ("jixiao.example.cn", 200, 200),
        ("evil.example.cn", 421, 421), ("localhost.evil.cn", 421, 421), ("127.0.0.1.nip.io", 421, 421),
        ("", 421, 421), ("localhost@evil.cn", 421, 421), ("[::1", 421, 421),
    ],
)  # fmt: skip
def test_only_our_own_names_are_answered(asked, host, local, public):
    names = frozenset({"jixiao.example.cn"})
    for access, status in ((Access(names=names), local), (Access(names=names, public=True), public)):
        assert asked(access).get("/healthz", headers={"Host": host}).status_code == status
        assert checked(asked(access), Host=host) == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": BASE}, 200),
        ({"Origin": BASE, "Sec_Fetch_Site": "same-origin"}, 200),
        ({"Origin": "https://127.0.0.1:8765"}, 200),  # a proxy speaks https for us
        ({"Origin": "http://evil.cn"}, 403),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site", "Origin": BASE}, 403),
    ],
)
def test_no_other_site_can_make_a_browser_ask(asked, headers, status):
    assert checked(asked(), **headers) == status
    for path in ("fill", "report", "consolidate"):
        answer = asked().post(f"/api/{path}", headers={key.replace("_", "-"): value for key, value in headers.items()})
        assert (answer.status_code == 403) == (status == 403)


def test_no_other_site_may_read_the_answers(asked):
    answer = asked().get("/api/rules", headers={"Origin": "http://evil.cn"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert asked().options("/api/check", headers={"Origin": "http://evil.cn"}).status_code in (403, 405)


def test_the_token_is_asked_for(asked):
    client = asked(Access(token="right-token"))
    assert checked(client) == 401
    for wrong in (
        "Bearer wrong",
        "Bearer",
        "Bearer right-token-and-more",
        "Basic right-token",
        "right-token",
        "Bearer é",
    ):
        assert client.post("/api/check", headers={"Authorization": wrong.encode("latin-1")}).status_code == 401
    assert checked(client, Authorization="Bearer right-token") == 200
    assert client.get("/api/rules").status_code == 401
    assert client.get("/").status_code == client.get("/healthz").status_code == 200


def test_tokens_are_compared_in_constant_time(asked, monkeypatch):
    seen = []

    def compare(given: bytes, right: bytes) -> bool:
        seen.append((given, right))
        return given == right

    monkeypatch.setattr(hmac, "compare_digest", compare)
    client = asked(Access(token="right"))
    for given in ("Bearer wrong", "Basic right", ""):
        client.get("/api/rules", headers={"Authorization": given})
    assert seen == [(b"wrong", b"right"), (b"right", b"right"), (b"", b"right")]
    source = (ROOT / "evalsheet" / "serve" / "gate.py").read_text("utf-8")
    assert not re.search(r"token\s*(==|!=)|(==|!=)\s*(self\._?)?token", source)


@pytest.mark.parametrize(
    "path", ["/", "/static/page.js", "/healthz", "/api/rules?codes=FND01", "/nowhere", "/openapi.json"]
)
def test_every_answer_forbids_what_the_page_does_not_need(asked, path):
    for answer in (asked().get(path), asked().get(path, headers={"Host": "evil"}), asked().post(path)):
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in str(policy) and "*" not in str(policy)


def test_the_page_has_nothing_inline_and_loads_nothing_from_elsewhere():
    page = (STATIC / "index.html").read_text("utf-8")
    assert re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL) == [""]
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    for path in STATIC.iterdir():
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|\beval\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write", text), path


class Tags(HTMLParser):
    """All tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name == "href"}


MARKUP = {
    "script": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "image": "&lt;img src=x onerror=alert(1)&gt;",
    "end": "&lt;/td&gt;&lt;/table&gt;&lt;/style&gt;&lt;/section&gt;&lt;iframe src=//evil&gt;",
    "attribute": "&quot; onmouseover=&quot;alert(1)",
}


@pytest.mark.parametrize("text", [*TRICKS.values(), *MARKUP.values()], ids=[*TRICKS, *MARKUP])
def test_no_text_of_a_form_and_no_name_becomes_markup(asked, text):
    def page(text: str, name: str) -> Tags:
        answer = asked().post("/api/check?format=html", files=[("file", (name, tricky(text)))])
        return Tags(answer.text)

    plain, found = page("文字", "表.xlsx"), page(text, "<b onclick=x>表.xlsx")
    known = {"p", "ol", "li", "details", "summary", "b", "span", "strong", "a", "div", "h3"}  # of findings
    assert found.tags <= plain.tags | known
    assert found.attributes <= plain.attributes | {"class", "id", "href", "title", "aria-label", "aria-hidden"}
    assert all(re.fullmatch(r"#f\d+(-s\d+--?\d+-\d+|-n\d+)?", link) for link in found.links)


@pytest.mark.parametrize("name", ["/etc/passwd", "../../../etc/passwd", "C:\\Windows\\win.ini", "a\0b.xlsx", ".", ""])
def test_the_name_of_an_upload_is_never_a_place(asked, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sent = [("file", (name or "x", FORM))]
    (result,) = asked().post("/api/check", files=sent).json()
    assert result["forms"][0]["project"]  # what was sent has been read, not what stands at that place
    for path in ("fill", "report", "consolidate", "check?format=html", "check?split_by=unit"):
        assert asked().post(f"/api/{path}", files=sent).status_code == 200
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "/etc/passwd", "....//app.py", "index.html%00"]
)
def test_no_name_in_an_address_is_a_place_either(asked, path):
    assert asked().get(f"/static/{path}").status_code in (404, 400)


def test_the_log_has_no_name_and_no_content(asked, caplog):
    with caplog.at_level(logging.INFO, "evalsheet"):
        client = asked(Access(token="right-token"))
        headers = {"Authorization": "Bearer right-token"}
        client.post("/api/check?select=FND", files=[("file", ("李四的表.xlsx", FORM))], headers=headers)
    assert re.search(r"POST /api/check 200 \d+ bytes \d+ ms", caplog.text)
    assert "李四" not in caplog.text and "select" not in caplog.text and "right-token" not in caplog.text
    assert "项目" not in caplog.text


def test_a_fault_of_ours_is_logged_and_says_nothing_of_itself(asked, monkeypatch, caplog):
    def broken(*args: object, **options: object) -> object:
        raise RuntimeError("secret")

    monkeypatch.setattr(Pool, "send", broken)
    client = asked()
    client = TestClient(client.app, BASE, raise_server_exceptions=False)
    answer = client.post("/api/check", files=[("file", ("表.xlsx", FORM))])
    assert answer.status_code == 500 and "secret" not in answer.text
    assert "secret" in caplog.text


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--host", "0.0.0.0"], "--token"),
        (["--host", "::"], "--token"),
        (["--host", "no.such.host.invalid", "--no-token"], "不能在"),
        (["--token", "口令"], "--token 只能用"),
    ],
)
def test_what_would_be_open_to_all_is_refused(args, said):
    done = CliRunner().invoke(cli, ["serve", *args])
    assert done.exit_code in (1, 2) and said in done.stderr


def test_a_port_in_use_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = CliRunner().invoke(cli, ["serve", "--no-browser", "--port", str(taken.getsockname()[1])])
        assert done.exit_code == 1 and "--port" in done.stderr


@pytest.mark.parametrize("package", ["uvicorn", "starlette", "python_multipart"])
def test_a_missing_package_is_one_sentence(package):
    code = f"import sys; sys.modules[{package!r}] = None; from evalsheet.cli import cli; cli(['serve', '--no-browser'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1 and "evalsheet[web]" in done.stderr and len(done.stderr.splitlines()) == 1
