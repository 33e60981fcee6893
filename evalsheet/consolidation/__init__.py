"""Consolidation: from the forms of a batch to the bureau's tables.

(Not called consolidate, because the package has a function of that name.)

The way: files are read and judged in `parts`, what is kept of each are the lines of `rows`; a `store` holds them while
`counting` decides which of several forms of a project counts; `workbook` writes them and what `statistics` counts. With
a `dataset` the lines stay; on a `cluster` the `tasks` write and count it.
"""


class Refused(ValueError):
    """What was asked for cannot be done; the text says why, in Chinese. Nothing was overwritten."""
