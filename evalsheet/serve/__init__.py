"""The page for people without a terminal, and the same over HTTP for programs.

`work` is what a worker process does for a request, `uploads` how a request is taken in, `api` what it is answered,
`gate` who may ask at all, `app` puts them together. Nothing of a request outlives its answer.
"""
