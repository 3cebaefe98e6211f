"""Pages under `/api/management/`."""
