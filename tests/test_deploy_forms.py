"""Forms of hosted CI and Airflow ask for the parameters of the notebooks, and hand them over."""

import ast

from test_deploy import (
    FORM_TYPES,
    SCHEMA_TYPES,
    dag,
    dag_command,
    dag_params,
    declared,
    parsed,
    steps,
    workflow,
)


def test_the_form_of_the_workflow_asks_for_the_parameters_of_the_notebooks():
    inputs = workflow()["on"]["workflow_dispatch"]["inputs"]
    assert list(inputs) == list(declared())
    for name, parameter in declared().items():
        kind = "choice" if parameter.choices else FORM_TYPES[parameter.type]
        assert inputs[name]["type"] == kind
        assert tuple(inputs[name].get("options", ())) == parameter.choices
        assert parameter.convert(inputs[name]["default"]) == parameter.default
        assert inputs[name]["description"]


def test_the_workflow_hands_every_input_over_through_the_environment():
    (by_hand,) = [step for step in steps() if "workflow_dispatch" in step.get("if", "")]
    assert by_hand["env"] == {name: f"${{{{ inputs.{name} }}}}" for name in declared()}
    assert dict(parsed(by_hand["run"].removeprefix(".venv/bin/xiaoyi ")).p) == {
        name: str(parameter.default) for name, parameter in declared().items()
    }
    assert not any("${{" in step.get("run", "") for step in steps())


def test_the_workflow_keeps_results_of_a_failure_and_never_runs_twice_or_forever():
    (upload,) = [step for step in steps() if "upload-artifact" in step.get("uses", "")]
    assert upload["if"] == "always()"
    assert int(workflow()["jobs"]["run"]["timeout-minutes"]) > 0
    assert workflow()["concurrency"]["cancel-in-progress"] == "false"
    assert workflow()["permissions"] == {"contents": "read"}


def test_the_form_of_the_dag_asks_for_the_parameters_of_the_notebooks():
    params = {name: (default, words) for name, default, words in dag_params()}
    assert list(params) == list(declared())
    for name, parameter in declared().items():
        default, words = params[name]
        assert default == parameter.default
        assert type(default) is type(parameter.default)
        assert words["type"] == SCHEMA_TYPES[parameter.type]
        assert tuple(words.get("enum", ())) == parameter.choices
        assert words["description"]


def test_the_dag_hands_every_parameter_over():
    assert dict(parsed(dag_command("manual").removeprefix(".venv/bin/xiaoyi ")).p) == {
        name: str(parameter.default) for name, parameter in declared().items()
    }


def test_the_dag_runs_one_at_a_time_and_makes_up_for_nothing():
    words = dag()[1]
    assert ast.literal_eval(words["catchup"]) is False
    assert ast.literal_eval(words["max_active_runs"]) == 1
    assert ast.unparse(words["start_date"]).endswith("tz='Asia/Shanghai')")
