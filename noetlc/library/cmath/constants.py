"""The constants of `cmath`."""

pi = 3.141592653589793
e = 2.718281828459045
tau = 6.283185307179586
inf = float("inf")
nan = float("nan")

LARGE = 708.3964185322641  # log of a quarter of the largest float
LN_2 = 0.6931471805599453
LN_10 = 2.302585092994046
