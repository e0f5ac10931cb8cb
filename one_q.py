try:
    print(repr([].append.__doc__))
except Exception as e:
    print(type(e).__name__, e)
