"""The commands of `shim` beyond serving: a file each, argument parsing and printing only."""
