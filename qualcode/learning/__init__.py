"""Learning from what people coded: suggestions with a probability, and an honest measure of them."""
