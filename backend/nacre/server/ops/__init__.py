"""Running a server: supervisor, logs, metrics, admin pages."""
