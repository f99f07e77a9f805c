"""The example under examples/spark, handed to ``spark-submit`` as a user would, with an environment that was packed for its executors."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pyspark
import pytest

import ead

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MESSAGES = ("itmatt-defects.xml", "items.ndjson")
SETTINGS = {
    "spark.executorEnv.PYTHONPATH": "./deps",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
}


@pytest.fixture
def spark_home(tmp_path: Path) -> Path:
    """Spark as it is installed, but in a folder of its own: executors of a local cluster work, and leave their files, where it is."""
    home = tmp_path / "home"
    home.mkdir()
    for part in Path(pyspark.__file__).parent.iterdir():
        (home / part.name).symlink_to(part)
    return home


@pytest.mark.slow
def test_spark_submit(java_home: str, spark_home: Path, tmp_path: Path) -> None:
    """Executors whose Python knows nothing of ead run the example with the packed environment, and its tables hold what ead says."""
    plain_python = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    alone = subprocess.run([plain_python, "-I", "-c", "import ead"], capture_output=True)
    assert 1 == alone.returncode
    archive, source, target = tmp_path / "environment.tar", tmp_path / "in", tmp_path / "out"
    subprocess.run([sys.executable, EXAMPLES / "spark" / "pack_environment.py", archive], check=True)
    source.mkdir()
    for name in MESSAGES:
        shutil.copy(EXAMPLES / name, source)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {
        "JAVA_HOME": java_home,
        "SPARK_HOME": str(spark_home),
        "PYSPARK_PYTHON": str(plain_python),
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    command = [
        spark_home / "bin" / "spark-submit",
        "--master",
        "local-cluster[1,2,1024]",
        "--archives",
        f"{archive}#deps",
    ]
    settings = [part for name, value in SETTINGS.items() for part in ("--conf", f"{name}={value}")]
    script = [EXAMPLES / "spark" / "check_month.py", source, target, "--as-of", "2026-11-21"]
    done = subprocess.run([*command, *settings, *script], env=environment, cwd=tmp_path, capture_output=True, text=True)
    shutil.rmtree(spark_home / "work", ignore_errors=True)
    assert 0 == done.returncode, done.stderr[-2000:]
    reports = [ead.validate(EXAMPLES / name, as_of=date(2026, 11, 21)) for name in MESSAGES]
    totals = json.loads(done.stdout.splitlines()[-1])
    for name, own in (("items", "items"), ("rejected", "rejected"), ("errors", "error")):
        assert sum(getattr(report.counts, own) for report in reports) == totals[name]
    codes = pyarrow.parquet.read_table(target / "findings", columns=["code"]).column("code").to_pylist()
    assert sorted(finding.code for report in reports for finding in report.findings) == sorted(codes)
    assert len(MESSAGES) == pyarrow.parquet.read_table(target / "messages").num_rows
    assert totals["items"] == sum(pyarrow.parquet.read_table(target / "kpis").column("items").to_pylist())
