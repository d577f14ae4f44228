"""What the commands of `etaluukku` do, one module for each group."""
