"""An MLflow plugin that sends a short-lived identity token with every request, and renews it in time."""
