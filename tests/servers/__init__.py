"""
Real servers for the tests: each is started from its own programs, on a free loopback port, as root or not.

`processes.py` knows how to start, wait for, stop and clean up; one module each knows what a server wants.
"""
