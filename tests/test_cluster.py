"""A Dask cluster on this machine: the same dataset and workbook as without one, whatever happens to a worker or a file."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import openpyxl
import pytest

pytest.importorskip("pyarrow", reason="pyarrow is not installed (evalsheet[cluster])")
distributed = pytest.importorskip("distributed", reason="dask is not installed (evalsheet[cluster])")
pandas = pytest.importorskip("pandas")
s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed (evalsheet[cluster])")
moto_server = pytest.importorskip("moto.server", reason="moto is not installed (evalsheet[test])")

from evalsheet.consolidation import parquet  # noqa: E402
from tests import filings  # noqa: E402
from tests.test_consolidate import SHEETS, put, run, table  # noqa: E402

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are killed as Linux does")
ROOT = Path(__file__).parent.parent
FORMS = 24
#: What the workers do with files of these names before they read them.
SABOTAGE = """
import os, time
from evalsheet.consolidation import parts
usual = parts.filed
def filed(found, options, lang):
    if "hangs" in found.name:
        time.sleep(60)
    if "swallows" in found.name:
        bytearray(1 << 31)
    if "dies" in found.name:
        os._exit(9)
    return usual(found, options, lang)
parts.filed = filed
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, all processes; with a server of S3 that they find by themselves."""
    place = tmp_path_factory.mktemp("cluster")
    (place / "sitecustomize.py").write_text(SABOTAGE, "utf-8")
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    told = {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_DEFAULT_REGION": "us-east-1"}
    told |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    paths = {"PYTHONPATH": os.pathsep.join((str(place), str(ROOT)))}
    about = place / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    options = {"cwd": place, "env": {**os.environ, **told, **paths}, "stdin": subprocess.DEVNULL}
    options |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    commands = [[*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]]
    commands += [[*dask, "worker", "--nthreads", "1", "--no-dashboard", "--local-directory", str(place)]] * 2
    with ExitStack() as afterwards, pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        afterwards.callback(server.stop)
        for command in commands:
            process = subprocess.Popen([*command, "--scheduler-file", str(about)], **options)
            afterwards.callback(end, process)
        deadline = time.monotonic() + 30
        while not about.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        yield json.loads(about.read_text("utf-8"))["address"]


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all that it started."""
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr("evalsheet.consolidation.run.PART", 4)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forms, a copy, a later form, one that cannot be read; and what comes of them without a cluster."""
    place = tmp_path_factory.mktemp("filed")
    folder = place / "报送"
    filings.write(folder, FORMS)
    shutil.copy(folder / "自评表00003.xlsx", folder / "副本.xlsx")
    put(folder / "乙新.xlsx", "项目名称=乙项目；指标1.实际完成值=128公里", 1_700_000_000)
    put(folder / "乙旧.xlsx", "项目名称=乙项目", 1_600_000_000)
    (folder / "坏.xlsx").write_bytes(b"PK\3\4")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evalsheet.consolidation.run.PART", 4)
        done = run(folder, target=place / "汇总.xlsx", more=("-j", "0", "--dataset", str(place / "数据集")))
    assert done.exit_code == 2 and f"汇总 {FORMS + 1} 张表" in done.stderr
    return place


def book(path: Path) -> dict[str, list[tuple[object, ...]]]:
    found = openpyxl.load_workbook(path, data_only=True)
    return {name: list(found[name].iter_rows(values_only=True)) for name in SHEETS}


def frames(root: str) -> dict[str, pandas.DataFrame]:
    found = {}
    for state in parquet.STATES:
        for name in parquet.TABLES:
            found[f"{state}/{name}"] = pandas.read_parquet(f"{root}/{state}/{name}")
    return found


def same(one: str, other: str) -> bool:
    ours, theirs = frames(one), frames(other)
    return all(ours[name].equals(theirs[name]) for name in ours)


def lines(frame: pandas.DataFrame) -> list[list[str]]:
    return sorted(["" if pandas.isna(one) else str(one) for one in row] for row in frame.itertuples(index=False))


@pytest.mark.parametrize("most", [200_000, 30])
def test_the_same_dataset_and_workbook(cluster, filed, tmp_path, small_parts, monkeypatch, most):
    """Also where rows are too many for the workbook and come here as sums only."""
    monkeypatch.setattr("evalsheet.consolidation.workbook.MOST_DETAILS", most)
    options = ("--dataset", str(tmp_path / "数据集"), "--scheduler", cluster)
    for kept in (0, FORMS + 4):  # the second time nothing is read
        done = run(filed / "报送", target=tmp_path / "汇总.xlsx", more=options)
        assert done.exit_code == 2 and f"汇总 {FORMS + 1} 张表" in done.stderr, done.stderr
        assert (f"{kept} 个文件没有变" in done.stderr) == bool(kept)
        assert same(str(tmp_path / "数据集"), str(filed / "数据集"))
        assert run(filed / "报送", target=tmp_path / "本机.xlsx").exit_code == 2
        assert book(tmp_path / "汇总.xlsx") == book(tmp_path / "本机.xlsx")


def test_inputs_and_dataset_on_s3(cluster, filed, tmp_path, monkeypatch):
    monkeypatch.setattr("evalsheet.consolidation.run.PART", 20)
    store = s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True)
    store.mkdir("bucket")
    for path in sorted((filed / "报送").iterdir(), key=lambda path: (path.stat().st_mtime, path.name)):
        store.put_file(str(path), f"bucket/报送/{path.name}")
        if path.name == "乙旧.xlsx":
            time.sleep(1.1)  # S3 knows seconds
    options = ("--dataset", "s3://bucket/数据集", "--scheduler", cluster)
    done = run("s3://bucket/报送", target=tmp_path / "汇总.xlsx", more=options)
    assert done.exit_code == 2 and f"汇总 {FORMS + 1} 张表" in done.stderr, done.stderr
    local, far = frames(str(filed / "数据集")), frames("s3://bucket/数据集")
    for name, frame in local.items():
        # what stands elsewhere has another path, and from it another name
        columns = [one for one in frame if one not in ("file", "form", "modified", "superseded_by")]
        assert lines(frame[columns]) == lines(far[name][columns]), name
    assert book(tmp_path / "汇总.xlsx")["汇总表"] == book(filed / "汇总.xlsx")["汇总表"]
    again = run("s3://bucket/报送", target=tmp_path / "汇总.xlsx", more=options)
    assert f"{FORMS + 4} 个文件没有变" in again.stderr
    # without a cluster too, and what is gone is withdrawn
    store.rm_file("bucket/报送/乙新.xlsx")
    here = run("s3://bucket/报送", target=tmp_path / "汇总.xlsx", more=("-j", "0", *options[:2]))
    assert f"汇总 {FORMS + 1} 张表" in here.stderr and f"{FORMS + 3} 个文件没有变" in here.stderr
    s3fs.S3FileSystem().invalidate_cache()  # what pandas has listed before
    gone = pandas.read_parquet("s3://bucket/数据集/superseded/forms")
    assert sorted(gone["superseded_why"]) == ["copy", "withdrawn"]


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(cluster, filed, tmp_path, small_parts, monkeypatch):
    monkeypatch.setattr("evalsheet.consolidation.run.PART", 1)
    files = len(list((filed / "报送").iterdir()))
    options = ("--dataset", str(tmp_path / "数据集"), "--scheduler", cluster)
    done = []
    running = threading.Thread(
        target=lambda: done.append(run(filed / "报送", target=tmp_path / "汇总.xlsx", more=options))
    )
    with distributed.Client(cluster, set_as_default=False) as client:
        before = client.run(os.getpid)
        running.start()
        manifest = tmp_path / "数据集" / "manifest"
        while not manifest.is_dir() or len(list(manifest.iterdir())) < 3:
            assert running.is_alive()
            time.sleep(0.005)
        os.kill(min(before.values()), signal.SIGKILL)
        made = len(list(manifest.glob("*.parquet")))
        running.join(60)
        assert made < files, "the worker was killed when all was done"
        client.wait_for_workers(2, timeout=30)
        assert set(client.run(os.getpid).values()) != set(before.values())
    assert done[0].exit_code == 2 and f"汇总 {FORMS + 1} 张表" in done[0].stderr
    assert same(str(tmp_path / "数据集"), str(filed / "数据集"))
    assert book(tmp_path / "汇总.xlsx") == book(filed / "汇总.xlsx")


def test_a_hostile_file_costs_only_itself(cluster, tmp_path, small_parts):
    """The limit of time is lowered for the test, that of memory is the usual one."""
    folder = tmp_path / "报送"
    filings.write(folder, 9)
    for name in ("hangs", "swallows", "dies"):
        shutil.copy(folder / "自评表00001.xlsx", folder / f"自评表00001{name}.xlsx")
    options = ("--dataset", str(tmp_path / "数据集"), "--scheduler", cluster, "--limit", "seconds=2")
    done = run(folder, target=tmp_path / "汇总.xlsx", more=options)
    assert done.exit_code == 2 and "汇总 9 张表" in done.stderr and "无法读取 3 个文件" in done.stderr
    found = pandas.read_parquet(tmp_path / "数据集" / "current" / "findings")
    said = {Path(row.file).stem[8:]: row.code for row in found.itertuples() if pandas.isna(row.form)}
    assert said == {"hangs": "FIL05", "swallows": "FIL06", "dies": "FIL07"}
    rows = table(openpyxl.load_workbook(tmp_path / "汇总.xlsx", data_only=True), "未报与重报")
    assert [row["类别"] for row in rows] == ["无法读取"] * 3


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--scheduler", "tcp://127.0.0.1:9", "--dataset", "数据集"), "连不上调度器"),
        (("--scheduler", "tcp://127.0.0.1:9"), "--dataset"),
        (("--dataset", "nonsense://x/y"), "nonsense"),
    ],
)
def test_what_cannot_be_is_said(tmp_path, monkeypatch, options, says):
    monkeypatch.setattr("evalsheet.consolidation.cluster._PATIENCE", 0.5)
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "1.xlsx", "")
    done = run(tmp_path / "1.xlsx", target=tmp_path / "汇总.xlsx", more=options)
    assert done.exit_code == 2 and says in done.stderr and not (tmp_path / "汇总.xlsx").exists()


def test_a_url_that_is_not_there_is_a_file_that_is_not_there(cluster, invoke):
    code, out, _ = invoke("check", "s3://bucket2/1.xlsx")
    assert code == 2 and "FIL09" in out


def test_a_folder_at_a_url_is_searched_like_any_other(cluster, tmp_path, invoke):
    import fsspec

    store = fsspec.filesystem("memory")
    path = put(tmp_path / "1.xlsx", "")
    for name in ("a/1.xlsx", "a/.git/2.xlsx", "a/~$1.xlsx", "a/说明.txt"):
        store.pipe_file(f"/批次/{name}", path.read_bytes())
    code, out, err = invoke("check", "memory://批次", "--format", "json", "-v", "-j", "0")
    assert [one["file"] for one in json.loads(out)] == ["memory:///批次/a/1.xlsx"], err
    assert code == 0 and "未读取 1 个" in err
