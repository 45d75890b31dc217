"""How the reader was made. The product never imports this package."""
