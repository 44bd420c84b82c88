"""One module a topic; each has its rows in `ROWS`."""
