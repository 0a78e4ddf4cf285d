"""Stands in for a training: asks for a token as the plugin does, and calls the server with it once."""

import os
import subprocess

assert os.environ["MLFLOW_TRACKING_AUTH"] == "id-token"
assert os.environ["MLFLOW_ID_TOKEN_SOURCE"] == "aws"
ask = ["aws", "sts", "get-web-identity-token", "--audience", os.environ["MLFLOW_ID_TOKEN_AUDIENCE"]]
how = ["--signing-algorithm", "RS256", "--duration-seconds", "900", "--query", "WebIdentityToken", "--output", "text"]
token = subprocess.run([*ask, *how], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
address = f"{os.environ['MLFLOW_TRACKING_URI']}/api/2.0/mlflow/experiments/search"
call = ["curl", "--silent", "--show-error", "--fail", "--header", "@-", "--json", "{}", address]
subprocess.run(call, check=True, input=f"Authorization: Bearer {token}", text=True)
