"""What the report of a study says in sentences: pure functions from numbers that other modules computed to whole texts.

Every number in a sentence is counted; where one is missing, another sentence says so and what to do about it.
"""
