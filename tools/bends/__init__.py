"""What ``bend.py`` tries: a module for each kind of case, each case made from a number alone.

``fault(number)`` makes the case of a number, tries it, and says in one line what is wrong; "" where
all is as it must be.
"""
