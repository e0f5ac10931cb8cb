"""What every value has: attributes, class, equality, order, hash, text, conversions."""
