"""kedro's own settings: the defaults. kedro-mlflow registers itself."""
