"""What happens after the answer: the job loop and its handlers."""
