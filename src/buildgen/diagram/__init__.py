"""Drawings: layout (numbers) apart from drawing (SVG text).

Each module has frozen data classes, `layout(data, width) -> Scene` and `draw(data, prefix) -> str`. A scene
holds plain numbers and is what tests look at; `svg` turns any scene into text. Nothing here computes a
result: the figures come in as they are to be shown.
"""
