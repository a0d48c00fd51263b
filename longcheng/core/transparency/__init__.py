"""The access ledger 访问台账: who read whose data and why, in a log whose tampering is evident.

Every read is one append-only line (`writing.append`). The worker seals lines into a Merkle tree (RFC 9162)
and signs its root once a second (`sealing`); `./city ledger verify` compares everything with everything.
"""
