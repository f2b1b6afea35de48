def grade_sector() -> None:
    pass
