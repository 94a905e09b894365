"""The DAG in deploy/ runs in Airflow itself, which lives in an environment of its own.

`XIAOYI_AIRFLOW=…/bin/airflow pytest -m slow tests/test_airflow.py`; skipped where that is not set.
"""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT
from operated import BAD, GOOD, here, notebook, set_up
from servers import mailing

AIRFLOW = os.environ.get("XIAOYI_AIRFLOW", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not AIRFLOW, reason="needs Airflow 3: set XIAOYI_AIRFLOW to its command"),
]


def airflow(place, *arguments):
    settings = {
        "AIRFLOW_HOME": str(place / "airflow"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(place / "dags"),
        "PATH": f"{Path(AIRFLOW).parent}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip
    return subprocess.run(
        [AIRFLOW, *arguments], env=os.environ | settings, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip


def test_the_dag_runs_takes_parameters_and_mails_a_failure(tmp_path):
    with mailing() as (box, port):
        home = set_up(tmp_path, port, GOOD)
        (tmp_path / "dags").mkdir()
        text = here((ROOT / "deploy" / "airflow_dag.py").read_text(encoding="utf-8"), tmp_path)
        # The small notebook has one parameter, and nobody here waits for ten minutes.
        given = '-p lang "$lang" -p observations "$observations" -p least "$least" -p near "$near"'
        assert given in text
        text = text.replace(given, '-p lang "$lang"').replace("retries=2", "retries=0")
        (tmp_path / "dags" / "xiaoyi.py").write_text(text, encoding="utf-8")
        assert airflow(tmp_path, "db", "migrate").returncode == 0
        done = airflow(tmp_path, "dags", "test", "xiaoyi", "--conf", '{"lang": "zh"}')
        assert done.returncode == 0, done.stdout + done.stderr
        assert [path.name for path in home.glob("output/01_small*")] == ["01_small.lang=zh"]
        assert box.mails == []
        notebook(home, BAD)
        done = airflow(tmp_path, "dags", "test", "xiaoyi")
        assert "no data" in done.stdout + done.stderr
    subjects = [str(mail["Subject"]) for _, mail in box.mails]
    assert subjects[-1] == "xiaoyi in Airflow failed"
