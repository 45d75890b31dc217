"""What was typed -> one frozen Question."""
