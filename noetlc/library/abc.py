"""`abc` as annotations: abstract classes are not kept from being called."""


class ABC:
    pass


def abstractmethod(function):
    return function
