"""The gate in front of moto: it reads every call back, judges it as AWS would, logs it, and refuses.

moto accepts nearly any value. What passes it would fail only on AWS, in the middle of somebody's apply.
Layers: ``requests`` (what is asked), ``models`` (what botocore's models say), ``rules`` (what they do not
say), ``refusals`` (the answer) and ``middleware``, which puts them together and writes the log.
"""
