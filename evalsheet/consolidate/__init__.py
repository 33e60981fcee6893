"""Consolidation: from the forms of a batch to the bureau's tables.

The way: files are read and judged in `parts`, what is kept of each are the lines of `rows`; a `store` holds them while
`counting` decides which of several forms of a project counts; `workbook` writes them and what `statistics` counts.
"""
