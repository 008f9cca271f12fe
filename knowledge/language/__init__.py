"""Vietnamese and the words of the field: folding, shorthand, slips, the lexicon. Knows no plan."""
