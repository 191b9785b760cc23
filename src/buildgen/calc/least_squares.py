"""Least squares with coefficients that cannot be negative, for a handful of rows."""

from __future__ import annotations


def solve_least_squares(rows: list[list[float]], targets: list[float]) -> list[float] | None:
    """Return the non-negative coefficients that bring rows x coefficients nearest to the targets.

    Normal equations by elimination with pivoting; a negative coefficient is fixed at zero, the smallest
    first. ``None`` where the rows do not determine the coefficients.
    """
    active = [column for column in range(len(rows[0])) if any(row[column] for row in rows)]
    while active:
        matrix = [[sum(row[i] * row[j] for row in rows) for j in active] for i in active]
        vector = [sum(row[i] * target for row, target in zip(rows, targets, strict=True)) for i in active]
        solution = _eliminate(matrix, vector)
        if solution is None:
            return None
        smallest = min(range(len(active)), key=lambda index: solution[index])
        if solution[smallest] >= 0:
            found = dict(zip(active, solution, strict=True))
            return [found.get(column, 0.0) for column in range(len(rows[0]))]
        del active[smallest]
    return None


def _eliminate(matrix: list[list[float]], vector: list[float]) -> list[float] | None:
    size = len(vector)
    work = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    scale = [max(abs(value) for value in row) for row in matrix]
    for column in range(size):
        pivot = max(range(column, size), key=lambda index: abs(work[index][column]))
        if abs(work[pivot][column]) <= 1e-9 * scale[column]:
            return None
        work[column], work[pivot] = work[pivot], work[column]
        for index in range(size):
            if index != column:
                factor = work[index][column] / work[column][column]
                work[index] = [a - factor * b for a, b in zip(work[index], work[column], strict=True)]
    return [work[index][size] / work[index][index] for index in range(size)]
