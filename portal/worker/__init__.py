"""The job loop and its handlers."""
