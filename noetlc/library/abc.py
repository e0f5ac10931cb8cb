"""`abc`: what is abstract in a class is found when the class is made (`class_abstract`)."""


class ABC:
    pass


class ABCMeta:
    pass


def abstractmethod(function):
    function.__isabstractmethod__ = True
    return function
