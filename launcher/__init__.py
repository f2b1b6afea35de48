"""Starts Kết Đoàn from a bare checkout: Python environment, browser files, embedded PostgreSQL, web and worker.

Standard library only, because it runs before anything is installed.
"""
