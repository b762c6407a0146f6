"""The second derivation: what is published, worked out again from bytes, landing and rates.

Nothing here is shared with the readers or with the SQL models: another hand's arithmetic finds what
no check on columns can, since most faults are consistent. It only has to confirm, so it is short.
The rooms above hand it folders and an open database; it imports no other room.
"""
