"""Run the notebooks every day in both languages; by hand, with the values typed in the form.

For Airflow 3. Copy it into the folder of DAGs of a machine that has the clone in /opt/xiaoyi.
"""

import json
import subprocess
from datetime import UTC, datetime, timedelta

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Param

HOME = "/opt/xiaoyi"
SETTINGS = "/etc/xiaoyi.env"
PARAMS = {
    "lang": Param(
        "en", type="string", enum=["en", "zh"], description="language of labels and text"
    ),
    "report": Param(
        "xiaoyi-2021", type="string", description="key of a report, or path of its folder"
    ),
    "observations": Param(
        "",
        type="string",
        description="path of your own observations, CSV or XLSX; none when empty",
    ),
    "least": Param(
        5,
        type="integer",
        description="fewest things of a kind for it to appear among what was built",
    ),
    "near": Param(
        95.0,
        type="number",
        description="a rate of this many percent or more counts as near 100 %",
    ),
}

# Values go through the environment: text that someone types is never part of the script.
BY_HAND = (
    '-p lang "$lang" -p report "$report" -p observations "$observations" '
    '-p least "$least" -p near "$near"'
)
READ = f"set -a; if [ -r {SETTINGS} ]; then . {SETTINGS}; fi; set +a; "
COMMAND = (
    READ + ".venv/bin/xiaoyi run --timeout 600 "
    '--notify ".venv/bin/python deploy/notify/mail.py" '
    "{% if dag_run.run_type == 'scheduled' %}--sweep lang=en,zh --keep 30 --history history"
    "{% else %}" + BY_HAND + "{% endif %}"
)


def tell(context):
    """Mail that the task has failed for good: what was killed could not tell it itself."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    why = " ".join(str(context.get("exception") or "no exception").split())[:500]
    failed = {"event": "failed", "name": None, "since": now, "new": True, "why": why, "shown": None}
    english = {"subject": "xiaoyi in Airflow failed", "body": f"{why}\nLook at the task's log."}
    chinese = {"subject": "Airflow 中的 xiaoyi 失败", "body": f"{why}\n请看该任务的日志。"}
    event = {
        "version": 1, "sent": now, "xiaoyi_data": "", "host": "", "out": f"{HOME}/output",
        "run": None, "ok": False, "events": [failed], "text": {"en": english, "zh": chinese},
    }  # fmt: skip
    subprocess.run(
        ["/bin/sh", "-c", f"{READ}exec .venv/bin/python deploy/notify/mail.py"],
        input=json.dumps(event), text=True, cwd=HOME, timeout=60, check=True,
    )  # fmt: skip


with DAG(
    dag_id="xiaoyi",
    description="The notebooks of xiaoyi_data as pages, pictures and slides",
    # A cron expression is read in the time zone of start_date. Weekly, on Mondays: "17 6 * * 1".
    schedule="17 6 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,
    params=PARAMS,
):
    # A retry runs only what failed: results that are done and unchanged are not made again.
    BashOperator(
        task_id="run",
        bash_command=COMMAND,
        cwd=HOME,
        env={"MPLBACKEND": "agg"} | {name: f"{{{{ params.{name} }}}}" for name in PARAMS},
        append_env=True,
        retries=2,
        retry_delay=timedelta(minutes=10),
        execution_timeout=timedelta(minutes=30),
        on_failure_callback=tell,
    )
