"""Arguments of calls matched to parameters when compiling, and the texts of the TypeErrors where they do not fit."""
