"""What operators see and do over HTTP, on a listener of its own: health, metrics, the API, the page."""
