"""The pages under `/api/views/`."""
