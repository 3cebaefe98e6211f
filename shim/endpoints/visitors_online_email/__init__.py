"""Pages under `/api/visitors-online-email/`, which is no name that Python could import."""
