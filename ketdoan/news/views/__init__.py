"""Pages of the module for officials, and the shared page."""
