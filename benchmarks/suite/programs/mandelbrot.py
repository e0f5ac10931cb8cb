"""A picture of the Mandelbrot set as text: arithmetic of floats in locals."""

TINY, FULL = 8, 250
SHADES = " .:-=+*#%@"


def depth(real, imaginary, most):
    x = y = 0.0
    for k in range(most):
        xx = x * x
        yy = y * y
        if xx + yy > 4.0:
            return k
        y = 2.0 * x * y + imaginary
        x = xx - yy + real
    return most


def main(n):
    lines = []
    for row in range(n):
        line = ""
        for column in range(n):
            line += SHADES[depth(column * 3.0 / n - 2.2, row * 2.4 / n - 1.2, 100) * 9 // 100]
        lines.append(line)
    return lines
