"""``python -m emulator.lint LOG``: give the logged create calls to cfn-lint, as a CloudFormation template.

cfn-lint knows AWS's own resource schemas and much beside them (engine versions, actions of policies), so
it finds mistakes that nobody here wrote a rule for. It needs a whole run; the gate judges call by call.
Parliament then reads the policies among them.
"""

import argparse
import json
import sys
from pathlib import Path

from cfnlint.api import lint
from cfnlint.config import ManualArgs

from emulator.cloudformation import template
from emulator.policies import policy_findings

# E3019, names that must be unique: a log is a history, and what was destroyed may be made again.
NOT_ABOUT_CALLS = {"E3019"}
# W3037, an action that no service has: AWS refuses it in a bucket policy and ignores it in a role's.
ERRORS_TOO = {"W3037"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m emulator.lint", description=__doc__)
    parser.add_argument("log", type=Path, help="what python -m emulator --log wrote")
    lines = [json.loads(line) for line in parser.parse_args().log.read_text(encoding="utf-8").splitlines()]
    regions = sorted({line["region"] for line in lines})
    problems, resources = [], 0
    for region in regions:
        found, number = findings([line for line in lines if line["region"] == region], region)
        problems += found
        resources += number
    problems += policy_findings(lines)
    for problem in problems:
        print(problem)
    print(f"{resources} resources, {len(problems)} errors")
    sys.exit(bool(problems))


def findings(lines: list[dict[str, object]], region: str) -> tuple[list[str], int]:
    """Lint one region's calls; warnings are advice about templates, errors are what AWS refuses."""
    document, calls = template(lines, region)
    if not document["Resources"]:
        return [], 0
    matches = lint(json.dumps(document), config=ManualArgs(regions=[region]))
    found = []
    for match in matches:
        rule = match.rule.id
        if rule in ERRORS_TOO or (rule.startswith("E") and rule not in NOT_ABOUT_CALLS):
            path = [str(part) for part in match.path or []]
            where = calls.get(path[1], "the log") if len(path) > 1 else "the log"
            found.append(f"{where}: {'.'.join(path[3:])}: {rule} {match.message}")
    return found, len(calls)


if __name__ == "__main__":
    main()
