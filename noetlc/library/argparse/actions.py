"""`argparse`: what an argument does. Help, usage and errors are the interpreter's."""

SUPPRESS = "==SUPPRESS=="
OPTIONAL = "?"
ZERO_OR_MORE = "*"
ONE_OR_MORE = "+"
PARSER = "A..."
REMAINDER = "..."


def told():
    from sys import _leave

    _leave("text of a parser of arguments")


class ArgumentError(Exception):
    def __init__(self, argument, message):
        told()


class ArgumentTypeError(Exception):
    pass


class Namespace:
    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __eq__(self, other):
        return vars(self) == vars(other) if isinstance(other, Namespace) else NotImplemented

    __hash__ = None

    def __contains__(self, key):
        return key in vars(self)

    def __repr__(self):
        shown = [f"{name}={value!r}" for name, value in vars(self).items() if name.isidentifier()]
        others = {name: value for name, value in vars(self).items() if not name.isidentifier()}
        if others:
            shown.append(f"**{others!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


class HelpFormatter:
    pass


class RawDescriptionHelpFormatter(HelpFormatter):
    pass


class RawTextHelpFormatter(RawDescriptionHelpFormatter):
    pass


class ArgumentDefaultsHelpFormatter(HelpFormatter):
    pass


class MetavarTypeHelpFormatter(HelpFormatter):
    pass


class Action:
    def __init__(
        self, option_strings, dest, nargs=None, const=None, default=None, type=None, choices=None, required=False, help=None, metavar=None
    ):
        self.option_strings = option_strings
        self.dest = dest
        self.nargs = nargs
        self.const = const
        self.default = default
        self.type = type
        self.choices = choices
        self.required = required
        self.help = help
        self.metavar = metavar
        self.container = None

    def __call__(self, parser, namespace, values, option_string=None):
        raise NotImplementedError(".__call__() not defined")

    def __repr__(self):
        told()


class StoreAction(Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, values)


class ConstAction(Action):
    def __init__(self, option_strings, dest, const=None, default=None, required=False, help=None, metavar=None):
        super().__init__(option_strings, dest, 0, const, default, None, None, required, help, metavar)

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, self.const)


class TrueAction(ConstAction):
    def __init__(self, option_strings, dest, default=False, required=False, help=None):
        super().__init__(option_strings, dest, True, default, required, help)


class FalseAction(ConstAction):
    def __init__(self, option_strings, dest, default=True, required=False, help=None):
        super().__init__(option_strings, dest, False, default, required, help)


def items_of(namespace, dest):
    found = getattr(namespace, dest, None)
    if found is None:
        return []
    if type(found) is list:
        return found[:]
    import copy

    return copy.copy(found)


class AppendAction(Action):
    def __call__(self, parser, namespace, values, option_string=None):
        items = items_of(namespace, self.dest)
        items.append(values)
        setattr(namespace, self.dest, items)


class AppendConstAction(ConstAction):
    def __call__(self, parser, namespace, values, option_string=None):
        items = items_of(namespace, self.dest)
        items.append(self.const)
        setattr(namespace, self.dest, items)


class ExtendAction(Action):
    def __call__(self, parser, namespace, values, option_string=None):
        items = items_of(namespace, self.dest)
        items.extend(values)
        setattr(namespace, self.dest, items)


class CountAction(ConstAction):
    def __init__(self, option_strings, dest, default=None, required=False, help=None):
        super().__init__(option_strings, dest, None, default, required, help)

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, (getattr(namespace, self.dest, None) or 0) + 1)


class TextAction(Action):
    """`help` and `version`."""

    def __init__(self, option_strings, dest=SUPPRESS, default=SUPPRESS, help=None, version=None):
        super().__init__(option_strings, dest, 0, None, default, None, None, False, help)
        self.version = version

    def __call__(self, parser, namespace, values, option_string=None):
        told()


class BooleanOptionalAction(Action):
    def __init__(
        self, option_strings, dest, default=None, type=None, choices=None, required=False, help=None, metavar=None
    ):
        both = []
        for option in option_strings:
            both.append(option)
            if option.startswith("--"):
                both.append("--no-" + option[2:])
        super().__init__(both, dest, 0, None, default, type, choices, required, help, metavar)

    def __call__(self, parser, namespace, values, option_string=None):
        if option_string in self.option_strings:
            setattr(namespace, self.dest, not option_string.startswith("--no-"))


class SubParsers(Action):
    def __init__(self, parser, dest, required, help, metavar):
        super().__init__([], dest, PARSER, None, None, None, {}, required, help, metavar)
        self._kind = parser

    def add_parser(self, name, *, aliases=(), help=None, **kwargs):
        made = self._kind(**kwargs)
        for one in (name, *aliases):
            if one in self.choices:
                told()
            self.choices[one] = made
        return made

    def __call__(self, parser, namespace, values, option_string=None):
        if self.dest != SUPPRESS:
            setattr(namespace, self.dest, values[0])
        found, rest = self.choices[values[0]].parse_known_args(values[1:], None)
        for key, value in vars(found).items():
            setattr(namespace, key, value)
        parser._unknown.extend(rest)


def kind_of_action(name):
    if name in (None, "store"):
        return StoreAction
    if name == "store_true":
        return TrueAction
    if name == "store_false":
        return FalseAction
    if name == "store_const":
        return ConstAction
    if name == "append":
        return AppendAction
    if name == "append_const":
        return AppendConstAction
    if name == "extend":
        return ExtendAction
    if name == "count":
        return CountAction
    if name in ("help", "version"):
        return TextAction
    if isinstance(name, str):
        told()
    return name
