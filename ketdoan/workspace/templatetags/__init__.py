"""Words of the workspace's templates."""
