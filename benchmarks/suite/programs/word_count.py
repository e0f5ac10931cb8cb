"""Words of a text: split, strip, lower, counted in a dict, the most frequent ones sorted."""

TINY, FULL = 3, 10_000

LINES = (
    "The grey ship left the harbour before dawn, and nobody on the quay said a word.",
    "Before noon the wind had turned; the captain (who never slept) counted the sails.",
    "A word is enough, said the pilot: the harbour is behind us, the sea before us.",
    "Nobody counted the days. The sails were grey, the sea was grey -- and so was dawn!",
    'Only the captain, at night, would say: "Is it enough? Is it ever enough?"',
)


def main(n):
    counts = {}
    longest = ""
    for round_ in range(n):
        for line in LINES:
            for word in line.split():
                word = word.strip('.,;:!?()"-').lower()
                if not word:
                    continue
                if round_ % 50 == 0 and len(word) > 4:
                    word = word + str(round_)
                counts[word] = counts.get(word, 0) + 1
                if len(word) > len(longest):
                    longest = word
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {"distinct": len(counts), "longest": longest, "top": [[word, count] for word, count in ranked[:25]]}
