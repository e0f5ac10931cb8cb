"""Five bodies that pull at each other: floats in lists, a double loop over pairs."""

TINY, FULL = 20, 30_000

BODIES = [
    # x, y, z, velocity in x, y, z, mass
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.47841760435743],
    [4.84143144246472090, -1.16032004402742839, -0.10362204447112311, 0.60632639299208, 2.81198684491626, -0.02521836165988, 0.03769367487038949],
    [8.34336671824457987, 4.12479856412430479, -0.40352341711432138, -1.01077434617879, 1.82566237123041, 0.00841576137658, 0.01128632613196877],
    [12.8943695621391310, -15.1111514016986312, -0.22330757889265573, 1.08279100644153, 0.86871301816960, -0.01083263740136, 0.00172372405705971],
    [15.3796971148509165, -25.9193146099879641, 0.17925877295037118, 0.97909073224389, 0.59469899864767, -0.03475595555078, 0.00203368686992463],
]


def energy(bodies):
    total = 0.0
    for i, one in enumerate(bodies):
        total += 0.5 * one[6] * (one[3] * one[3] + one[4] * one[4] + one[5] * one[5])
        for other in bodies[i + 1 :]:
            dx, dy, dz = one[0] - other[0], one[1] - other[1], one[2] - other[2]
            total -= one[6] * other[6] / (dx * dx + dy * dy + dz * dz) ** 0.5
    return total


def advance(bodies, dt):
    for i in range(len(bodies)):
        one = bodies[i]
        for j in range(i + 1, len(bodies)):
            other = bodies[j]
            dx = one[0] - other[0]
            dy = one[1] - other[1]
            dz = one[2] - other[2]
            square = dx * dx + dy * dy + dz * dz
            pull = dt / (square * square**0.5)
            one[3] -= dx * other[6] * pull
            one[4] -= dy * other[6] * pull
            one[5] -= dz * other[6] * pull
            other[3] += dx * one[6] * pull
            other[4] += dy * one[6] * pull
            other[5] += dz * one[6] * pull
    for body in bodies:
        body[0] += dt * body[3]
        body[1] += dt * body[4]
        body[2] += dt * body[5]


def main(n):
    bodies = [list(body) for body in BODIES]
    before = energy(bodies)
    for _ in range(n):
        advance(bodies, 0.01)
    return [before, energy(bodies)]
