"""The client at work: started, kept alive, kept clean."""
