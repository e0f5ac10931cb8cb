"""`abc`: what is abstract in a class is found when the class is made (`class_abstract`)."""


class ABCMeta(type):
    _abstract_base_ = True


class ABC(metaclass=ABCMeta):
    pass


def abstractmethod(function):
    function.__isabstractmethod__ = True
    return function
