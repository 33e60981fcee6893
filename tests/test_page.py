"""The page in a real browser: files are dropped, seen, opened, filtered and downloaded, by mouse, keyboard and phone."""

from __future__ import annotations

import base64
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest

import evalsheet
from evalsheet import message

from .hostile import tricky
from .serving import server

api = pytest.importorskip("playwright.sync_api", reason="needs pip install playwright")
pytest.importorskip("uvicorn")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None:
    pytest.skip("needs chromium", allow_module_level=True)
ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
FAULTY, FINE = SAMPLES / "yiyang_2022.xlsx", SAMPLES / "standard.xlsx"
DESK, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
BROKEN = b"PK\3\4 not a workbook at all"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with server(tmp_path_factory.mktemp("server")) as made:
        yield made


@pytest.fixture(scope="module")
def browser():
    with api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(request, browser, served):
    """The page at the width of a desk and of a phone; whatever the browser complains of fails the test."""
    context = browser.new_context(viewport=request.param, has_touch=request.param is PHONE, accept_downloads=True)
    made = context.new_page()
    complaints = []
    made.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.goto(served.url)
    yield made
    context.close()
    assert complaints == []


@pytest.fixture
def axe():
    path = os.environ.get("AXE")
    if not path or not Path(path).is_file():
        pytest.skip("needs npm install axe-core, and AXE as the path of its axe.min.js")
    return Path(path).read_text("utf-8")


def drop(page, files: dict[str, bytes]) -> None:
    """Drops files onto the page, as a hand does."""
    coded = [[name, base64.b64encode(data).decode()] for name, data in files.items()]
    transfer = page.evaluate_handle(
        """files => {
            const made = new DataTransfer();
            for (const [name, text] of files) {
                const bytes = Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
                made.items.add(new File([bytes], name));
            }
            return made;
        }""",
        coded,
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})


def ready(page, count: int) -> None:
    page.wait_for_selector(f"#spoken:has-text('{count} ')", state="attached")


def three(page) -> None:
    drop(page, {"有误.xlsx": FAULTY.read_bytes(), "无误.xlsx": FINE.read_bytes(), "坏的.xlsx": BROKEN})
    ready(page, 3)


def rows(page) -> list[str]:
    return [one.inner_text() for one in page.query_selector_all("#rows tr") if one.is_visible()]


def opened(page, name: str):
    page.click(f"#rows tr:has-text('{name}') button.open")
    page.wait_for_selector("#view section")


def downloaded(page, selector: str) -> bytes:
    with page.expect_download() as started:
        page.click(selector)
    return Path(started.value.path()).read_bytes()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist() if name != "docProps/core.xml"}


def test_three_files_are_dropped_seen_filtered_opened_and_downloaded(page, served, invoke, tmp_path, monkeypatch):
    three(page)
    faulty, fine, broken = rows(page)
    assert "益阳市不动产登记中心" in faulty and "需修改" in faulty and "有误.xlsx" in faulty
    assert "通过" in fine and "98.5" in fine
    assert "无法读取" in broken and "坏的.xlsx" in broken
    assert "3 个文件：有错误 1 个，没有错误 1 个，读不了或没有自评表 1 个" in page.inner_text("#summary")

    page.select_option("#filter", "unread")
    assert len(rows(page)) == 1 and "坏的.xlsx" in rows(page)[0]
    page.select_option("#filter", "all")
    page.fill("#search", "不动产")
    assert len(rows(page)) == 1 and "有误.xlsx" in rows(page)[0]
    page.fill("#search", "没有这样的")
    assert rows(page) == [] and page.is_visible("#nothing")
    page.fill("#search", "")

    opened(page, "有误.xlsx")
    (form,) = evalsheet.read(FAULTY)
    findings = evalsheet.check(form)
    assert page.locator("#view .message").all_inner_texts() == [message(one) for one in findings]
    marked = page.locator("#view td.marked").count()
    assert marked == len({one.where for one in findings})
    assert page.locator("#view tbody td[rowspan]").count() > 5  # merges as on the form
    page.click("#view .note >> nth=0 >> summary")
    assert page.locator("#view .note details[open] p").first.is_visible()

    invoke("fill", FAULTY, "-o", tmp_path / "filled.xlsx")
    assert downloaded(page, "[data-one=fill]") == (tmp_path / "filled.xlsx").read_bytes()
    assert b"word/document.xml" in downloaded(page, "[data-one=report]")
    assert downloaded(page, "[data-one='check?format=html']").startswith(b"<!DOCTYPE html>")
    page.click("#back")

    monkeypatch.chdir(tmp_path)
    for name, data in (("有误.xlsx", FAULTY), ("无误.xlsx", FINE), ("坏的.xlsx", None)):
        Path(name).write_bytes(BROKEN if data is None else data.read_bytes())
    invoke("check", "有误.xlsx", "无误.xlsx", "坏的.xlsx", "--format", "xlsx", "-o", "all.xlsx")
    everything = downloaded(page, "[data-all='check?format=xlsx']")
    assert members(everything) == members(Path("all.xlsx").read_bytes())
    assert len(members(downloaded(page, "[data-all='check?split_by=unit']"))) == 2
    assert "xl/workbook.xml" in members(downloaded(page, "[data-all=consolidate]"))
    assert not [one for one in served.temporary.rglob("*") if one.is_file()]


def test_each_finding_stands_beside_its_cell(page):
    three(page)
    opened(page, "有误.xlsx")
    wide = page.viewport_size == DESK
    badge = page.locator("#view .badges a").first
    note = page.locator("#view .note").first
    if wide:
        cell = page.locator("#view td.marked").first.bounding_box()
        assert abs(cell["y"] - note.bounding_box()["y"]) < 60
        assert note.bounding_box()["x"] > cell["x"] + cell["width"]
    else:  # it comes up from below when its number is touched
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        badge.scroll_into_view_if_needed()
        badge.tap()
        page.wait_for_timeout(500)
        box = note.bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"]
        assert page.locator("#view td.marked").first.bounding_box()["y"] < box["y"]
        note.locator(".close").tap()
        assert note.evaluate("one => getComputedStyle(one).position") == "static"


def test_folders_and_archives_are_sent_file_by_file(page, tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as package:
        package.write(FINE, "里面.xlsx")
    path = tmp_path / "报送.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, file in (("县/表一.xlsx", FAULTY), ("县/.隐藏.xlsx", FINE), ("~$表.xlsx", FINE), ("说明.txt", FINE)):
            package.write(file, name)
        package.writestr("乡/内.zip", inner.getvalue())
        package.write(FINE, "gbk-name-x.xlsx")
    # as Windows in China writes names: ten bytes of GBK in the place of ten of ASCII
    path.write_bytes(path.read_bytes().replace(b"gbk-name-x.xlsx", "国标名字号".encode("gbk") + b".xlsx"))
    page.set_input_files("#files", path)
    ready(page, 3)
    wanted = ["报送.zip!县/表一.xlsx", "报送.zip!乡/内.zip!里面.xlsx", "报送.zip!国标名字号.xlsx"]
    assert page.locator(".file-name").all_inner_texts() == wanted
    (tmp_path / "报送" / "县").mkdir(parents=True)
    shutil.copy(FINE, tmp_path / "报送" / "县" / "表.xlsx")
    shutil.copy(FINE, tmp_path / "报送" / "别的.bin")
    page.click("#clear")
    page.set_input_files("#folder", tmp_path / "报送")
    ready(page, 1)
    assert page.locator(".file-name").all_inner_texts() == ["报送/县/表.xlsx"]
    assert "1 个其他种类" in page.inner_text("#status")
    drop(page, {"坏.zip": b"PK nonsense"})
    page.wait_for_selector("#alert:has-text('压缩包打不开')")


def test_all_can_be_done_from_the_keyboard(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    three(page)
    page.focus("#rows button.open >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector("#view section")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "sheet"  # it can be scrolled with the arrows
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#f1-n1"
    page.keyboard.press("Escape")
    assert page.is_visible("#rows")
    assert page.evaluate("document.activeElement.className") == "open"


def test_no_text_becomes_markup(page):
    text = "&lt;img src=x onerror=&quot;document.title='hit'&quot;&gt;&lt;script&gt;document.title='hit'&lt;/script&gt;"
    drop(page, {"<img src=x onerror=document.title='hit'>.xlsx": tricky(text)})
    ready(page, 1)
    assert "<img src=x" in rows(page)[0]
    page.click("#rows button.open")
    page.wait_for_selector("#view section")
    assert "<img src=x" in page.inner_text("#view")
    assert page.locator("main img, main script").count() == 0
    assert page.title() == "项目支出绩效自评表核对"


def test_the_other_language(page):
    three(page)
    page.click("#language")
    page.wait_for_selector("#rows tr:has-text('to be corrected')")
    ready(page, 3)
    opened(page, "有误.xlsx")
    (form,) = evalsheet.read(FAULTY)
    said = [message(one, "en") for one in evalsheet.check(form)]
    assert page.locator("#view .message").all_inner_texts() == said
    assert page.get_attribute("html", "lang") == "en"
    page.reload()
    assert page.inner_text("#drop-title") == "Drop self-evaluation forms here"


def test_nothing_is_remembered(page):
    three(page)
    page.reload()
    assert not page.is_visible("#list")
    assert "不保存" in page.inner_text("#drop")


def test_a_token_is_asked_for_once(browser, tmp_path):
    with server(tmp_path, "--token", "right-token") as guarded:
        page = browser.new_page()
        page.goto(guarded.url)
        drop(page, {"表.xlsx": FINE.read_bytes()})
        page.wait_for_selector("#token-form:visible")
        page.fill("#token", "wrong")
        page.keyboard.press("Enter")
        page.wait_for_selector("#token-form:visible")
        page.fill("#token", "right-token")
        page.keyboard.press("Enter")
        page.wait_for_selector("#rows tr:has-text('通过')")
        page.close()
        page = browser.new_page()
        page.goto(f"{guarded.url}#token=right-token")
        drop(page, {"表.xlsx": FINE.read_bytes()})
        page.wait_for_selector("#rows tr:has-text('通过')")
        assert "token" not in page.url
        page.close()


def faults(page, axe: str) -> list[tuple[str, str]]:
    """What axe finds that is serious or worse."""
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (one["id"], str([node["html"][:120] for node in one["nodes"][:3]]))
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def test_axe_finds_nothing_serious(page, axe):
    assert faults(page, axe) == []
    three(page)
    assert faults(page, axe) == []
    opened(page, "有误.xlsx")
    page.click("#view .note >> nth=0 >> summary")
    assert faults(page, axe) == []
    page.evaluate("document.getElementById('token-form').hidden = false")
    assert faults(page, axe) == []


def test_the_page_for_mail_needs_nothing_else(browser, invoke, tmp_path, axe):
    path = tmp_path / "核对结果.html"
    invoke("check", FAULTY, FINE, "--format", "html", "-o", path)
    page = browser.new_context(java_script_enabled=True, viewport=PHONE).new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(path.as_uri())
    assert len(asked) == 1 and complaints == []
    assert page.locator("section.form").count() == 2
    assert faults(page, axe) == []
    page.close()
