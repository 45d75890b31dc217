"""The subcommands of `pullquote`, one module each. They import what is slow only when they run."""
