"""One file for each change, oldest first. A file that was released is never edited."""
