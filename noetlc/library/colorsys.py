"""`colorsys`: colours as red, green and blue, and in three other ways."""

ONE_THIRD = 0.3333333333333333
ONE_SIXTH = 0.16666666666666666
TWO_THIRD = 0.6666666666666666


def rgb_to_yiq(r, g, b):
    y = 0.30 * r + 0.59 * g + 0.11 * b
    return y, 0.74 * (r - y) - 0.27 * (b - y), 0.48 * (r - y) + 0.41 * (b - y)


def yiq_to_rgb(y, i, q):
    parts = (
        y + 0.9468822170900693 * i + 0.6235565819861433 * q,
        y - 0.27478764629897834 * i - 0.6356910791873801 * q,
        y - 1.1085450346420322 * i + 1.7090069284064666 * q,
    )
    r, g, b = (0.0 if part < 0.0 else 1.0 if part > 1.0 else part for part in parts)
    return r, g, b


def hue(r, g, b, largest, spread):
    rc = (largest - r) / spread
    gc = (largest - g) / spread
    bc = (largest - b) / spread
    found = bc - gc if r == largest else 2.0 + rc - bc if g == largest else 4.0 + gc - rc
    return (found / 6.0) % 1.0


def rgb_to_hls(r, g, b):
    largest, smallest = max(r, g, b), min(r, g, b)
    total, spread = largest + smallest, largest - smallest
    lightness = total / 2.0
    if smallest == largest:
        return 0.0, lightness, 0.0
    saturation = spread / total if lightness <= 0.5 else spread / (2.0 - largest - smallest)
    return hue(r, g, b, largest, spread), lightness, saturation


def hls_to_rgb(h, l, s):
    if s == 0.0:
        return l, l, l
    high = l * (1.0 + s) if l <= 0.5 else l + s - (l * s)
    low = 2.0 * l - high
    return shade(low, high, h + ONE_THIRD), shade(low, high, h), shade(low, high, h - ONE_THIRD)


def shade(low, high, h):
    h = h % 1.0
    if h < ONE_SIXTH:
        return low + (high - low) * h * 6.0
    if h < 0.5:
        return high
    if h < TWO_THIRD:
        return low + (high - low) * (TWO_THIRD - h) * 6.0
    return low


def rgb_to_hsv(r, g, b):
    largest, smallest = max(r, g, b), min(r, g, b)
    if smallest == largest:
        return 0.0, 0.0, largest
    spread = largest - smallest
    return hue(r, g, b, largest, spread), spread / largest, largest


def hsv_to_rgb(h, s, v):
    if s == 0.0:
        return v, v, v
    i = int(h * 6.0)
    f = (h * 6.0) - i
    p = v * (1.0 - s)
    q = v * (1.0 - s * f)
    t = v * (1.0 - s * (1.0 - f))
    return ((v, t, p), (q, v, p), (p, v, t), (p, q, v), (t, p, v), (v, p, q))[i % 6]
