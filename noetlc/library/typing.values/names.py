"""The names of `typing`."""

from collections import ChainMap as ChainMapClass
from collections.abc import Callable as CallableClass
from collections.abc import Collection as CollectionClass
from collections.abc import Container as ContainerClass
from collections.abc import Generator as GeneratorClass
from collections.abc import Hashable as HashableClass
from collections.abc import ItemsView as ItemsViewClass
from collections.abc import Iterable as IterableClass
from collections.abc import Iterator as IteratorClass
from collections.abc import KeysView as KeysViewClass
from collections.abc import Mapping as MappingClass
from collections.abc import MutableMapping as MutableMappingClass
from collections.abc import MutableSequence as MutableSequenceClass
from collections.abc import MutableSet as MutableSetClass
from collections.abc import Reversible as ReversibleClass
from collections.abc import Sequence as SequenceClass
from collections.abc import Set as SetClass
from collections.abc import Sized as SizedClass
from collections.abc import ValuesView as ValuesViewClass

Any = _SpecialForm("Any")
Union = _SpecialForm("Union", union_form)
Optional = _SpecialForm("Optional", optional_form)
Literal = _SpecialForm("Literal", literal_form)
Annotated = _SpecialForm("Annotated", annotated_form)
ClassVar = _SpecialForm("ClassVar", single_form)
Final = _SpecialForm("Final", single_form)
Required = _SpecialForm("Required", single_form)
NotRequired = _SpecialForm("NotRequired", single_form)
TypeGuard = _SpecialForm("TypeGuard", single_form)
Concatenate = _SpecialForm("Concatenate", several_form)
Generic = _SpecialForm("Generic", several_form)
Protocol = _SpecialForm("Protocol", several_form)
NoReturn = _SpecialForm("NoReturn")
Never = _SpecialForm("Never")
Self = _SpecialForm("Self")
LiteralString = _SpecialForm("LiteralString")
TypeAlias = _SpecialForm("TypeAlias")
List = _SpecialGenericAlias(list, 1, "List")
Dict = _SpecialGenericAlias(dict, 2, "Dict")
Set = _SpecialGenericAlias(set, 1, "Set")
FrozenSet = _SpecialGenericAlias(frozenset, 1, "FrozenSet")
Type = _SpecialGenericAlias(type, 1, "Type")
Tuple = _TupleType(tuple, 0, "Tuple")
Text = str
AnyStr = TypeVar("AnyStr", bytes, str)
Callable = _CallableType(CallableClass, 2, "Callable")
AbstractSet = _SpecialGenericAlias(SetClass, 1, "AbstractSet")
Collection = _SpecialGenericAlias(CollectionClass, 1, "Collection")
Container = _SpecialGenericAlias(ContainerClass, 1, "Container")
Generator = _SpecialGenericAlias(GeneratorClass, 3, "Generator")
Hashable = _SpecialGenericAlias(HashableClass, 0, "Hashable")
ItemsView = _SpecialGenericAlias(ItemsViewClass, 2, "ItemsView")
Iterable = _SpecialGenericAlias(IterableClass, 1, "Iterable")
Iterator = _SpecialGenericAlias(IteratorClass, 1, "Iterator")
KeysView = _SpecialGenericAlias(KeysViewClass, 1, "KeysView")
Mapping = _SpecialGenericAlias(MappingClass, 2, "Mapping")
MutableMapping = _SpecialGenericAlias(MutableMappingClass, 2, "MutableMapping")
MutableSequence = _SpecialGenericAlias(MutableSequenceClass, 1, "MutableSequence")
MutableSet = _SpecialGenericAlias(MutableSetClass, 1, "MutableSet")
Reversible = _SpecialGenericAlias(ReversibleClass, 1, "Reversible")
Sequence = _SpecialGenericAlias(SequenceClass, 1, "Sequence")
Sized = _SpecialGenericAlias(SizedClass, 0, "Sized")
ValuesView = _SpecialGenericAlias(ValuesViewClass, 1, "ValuesView")


def _counter_class():
    from collections import Counter as kind

    return kind


def _defaultdict_class():
    from collections import defaultdict

    return defaultdict


def _deque_class():
    from collections import deque

    return deque


def _ordereddict_class():
    from collections import OrderedDict as kind

    return kind


ChainMap = _MadeGenericAlias(ChainMapClass, 2, "ChainMap")
Counter = _MadeGenericAlias(_counter_class(), 1, "Counter")
DefaultDict = _MadeGenericAlias(_defaultdict_class(), 2, "DefaultDict")
Deque = _MadeGenericAlias(_deque_class(), 1, "Deque")
OrderedDict = _MadeGenericAlias(_ordereddict_class(), 2, "OrderedDict")
