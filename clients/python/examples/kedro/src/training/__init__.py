"""A small kedro project that logs to MLflow by environment alone."""
