"""The command line: arguments become calls of the library, outcomes become exit codes.

Each command is a module of its own, imported when it is used.
"""
