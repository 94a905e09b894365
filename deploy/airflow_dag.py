"""Run the notebooks every day in both languages; by hand, with the values typed in the form.

For Airflow 3. Copy it into the folder of DAGs of a machine that has the clone in /opt/xiaoyi.
"""

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Param

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
COMMAND = (
    ".venv/bin/xiaoyi run --timeout 600 "
    "{% if dag_run.run_type == 'scheduled' %}--sweep lang=en,zh --keep 30"
    "{% else %}" + BY_HAND + "{% endif %}"
)

with DAG(
    dag_id="xiaoyi",
    description="The notebooks of xiaoyi_data as pages, pictures and slides",
    # A cron expression is read in the time zone of start_date.
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
        cwd="/opt/xiaoyi",
        env={"MPLBACKEND": "agg"} | {name: f"{{{{ params.{name} }}}}" for name in PARAMS},
        append_env=True,
        retries=2,
        retry_delay=timedelta(minutes=10),
        execution_timeout=timedelta(minutes=30),
    )
