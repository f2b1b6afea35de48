"""What people do on the platform, done in a real browser against the real server with the demo's data."""
