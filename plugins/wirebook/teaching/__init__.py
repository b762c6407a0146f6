"""Teaching the reader of claims: annotated text in, weights out, and how well they read.

``corpus`` loads and checks annotated articles, ``lessons`` turns them into what the models learn
from, ``fit`` finds weights, ``train`` puts a model together, ``score`` judges a reader and
``measure`` does so leaving one author out. Nothing here is needed to read.
"""
