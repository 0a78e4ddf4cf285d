"""``python -m mlflow_id_token`` is the command ``mlflow-id-token``."""

import sys

from .cli import main

sys.exit(main())
