"""The parts of a study's report, one module a chapter, made of what ``gathered`` computes once for all of them."""
