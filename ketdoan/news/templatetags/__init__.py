"""What the templates of the module use."""
