"""`argparse`: parsers of lists of arguments."""

from sys import argv


def pattern_of(action):
    """The arguments of an action as a pattern of kinds: `A` an argument, `O` an option, `-` two dashes."""
    nargs = action.nargs
    if nargs is None:
        found = "(-*A-*)"
    elif nargs == OPTIONAL:
        found = "(-*A?-*)"
    elif nargs == ZERO_OR_MORE:
        found = "(-*[A-]*)"
    elif nargs == ONE_OR_MORE:
        found = "(-*A[A-]*)"
    elif nargs == REMAINDER:
        found = "([-AO]*)"
    elif nargs == PARSER:
        found = "(-*A[-AO]*)"
    elif isinstance(nargs, int):
        found = f"(-*{'-*'.join('A' * nargs)}-*)"
    else:
        told()
    return found.replace("-*", "").replace("-", "") if action.option_strings else found


def is_negative(text):
    before, dot, after = text[1:].partition(".")
    return after.isdecimal() and (not before or before.isdecimal()) if dot else before.isdecimal()


class Group:
    def __init__(self, parser, exclusive, required):
        self._parser = parser
        self._exclusive = exclusive
        self.required = required
        self._group_actions = []

    def add_argument(self, *args, **kwargs):
        made = self._parser.add_argument(*args, **kwargs)
        if self._exclusive and made.required:
            told()
        self._group_actions.append(made)
        return made

    def set_defaults(self, **kwargs):
        self._parser.set_defaults(**kwargs)

    def add_mutually_exclusive_group(self, *, required=False):
        return self._parser.add_mutually_exclusive_group(required=required)


class ArgumentParser:
    def __init__(
        self, prog=None, usage=None, description=None, epilog=None, parents=(), formatter_class=HelpFormatter, prefix_chars="-",
        fromfile_prefix_chars=None, argument_default=None, conflict_handler="error", add_help=True, allow_abbrev=True, exit_on_error=True,
    ):  # fmt: skip
        if parents or prefix_chars != "-" or fromfile_prefix_chars is not None or conflict_handler != "error":
            told()
        self.usage = usage
        self.description = description
        self.epilog = epilog
        self.formatter_class = formatter_class
        self.argument_default = argument_default
        self.add_help = add_help
        self.allow_abbrev = allow_abbrev
        self._actions = []
        self._options = {}
        self._defaults = {}
        self._exclusive = []
        self._subparsers = None
        self._negative = False  # whether some option looks like a negative number
        self._unknown = []
        if add_help:
            self.add_argument("-h", "--help", action="help", default=SUPPRESS)

    def add_argument(self, *args, **kwargs):
        positional = not args or (len(args) == 1 and args[0][:1] != "-")
        nargs = kwargs.get("nargs")
        if positional:
            if args and "dest" in kwargs:
                raise ValueError("dest supplied twice for positional argument")
            dest = args[0] if args else kwargs.pop("dest")
            if kwargs.get("required") is not None or nargs == 0 or kwargs.get("action") in ("help", "version"):
                told()
            if kwargs.get("action") not in ("store_const", "store_true", "store_false", "append_const", "count"):
                kwargs["required"] = nargs not in (OPTIONAL, ZERO_OR_MORE) or (nargs == ZERO_OR_MORE and "default" not in kwargs)
            args = ()
        else:
            dest = kwargs.pop("dest", None)
            if dest is None:
                long = [option for option in args if option.startswith("--")]
                dest = (long or args)[0].lstrip("-").replace("-", "_")
            if not dest or any([not option.startswith("-") or option in self._options for option in args]):
                told()
        if "default" not in kwargs:
            if dest in self._defaults:
                kwargs["default"] = self._defaults[dest]
            elif self.argument_default is not None:
                kwargs["default"] = self.argument_default
        kind = kind_of_action(kwargs.pop("action", None))
        action = kind(option_strings=list(args), dest=dest, **kwargs)
        if (kind is StoreAction and nargs == 0) or not (action.type is None or callable(action.type)):
            told()
        pattern_of(action)
        self._add(action)
        return action

    def _add(self, action):
        self._actions.append(action)
        action.container = self
        for option in action.option_strings:
            self._options[option] = action
            self._negative = self._negative or is_negative(option)

    def add_argument_group(self, title=None, description=None):
        return Group(self, False, False)

    def add_mutually_exclusive_group(self, *, required=False):
        made = Group(self, True, required)
        self._exclusive.append(made)
        return made

    def add_subparsers(
        self, *, title=None, description=None, prog=None, parser_class=None, dest=SUPPRESS, required=False, help=None, metavar=None
    ):
        if self._subparsers is not None:
            told()
        self._subparsers = SubParsers(parser_class or type(self), dest, required, help, metavar)
        self._add(self._subparsers)
        return self._subparsers

    def set_defaults(self, **kwargs):
        self._defaults.update(kwargs)
        for action in self._actions:
            if action.dest in kwargs:
                action.default = kwargs[action.dest]

    def get_default(self, dest):
        for action in self._actions:
            if action.dest == dest and action.default is not None:
                return action.default
        return self._defaults.get(dest)

    def parse_args(self, args=None, namespace=None):
        found, rest = self.parse_known_args(args, namespace)
        if rest:
            told()
        return found

    def parse_known_args(self, args=None, namespace=None):
        if namespace is None:
            namespace = Namespace()
        for action in self._actions:
            if action.dest != SUPPRESS and action.default is not SUPPRESS and not hasattr(namespace, action.dest):
                setattr(namespace, action.dest, action.default)
        for dest, value in self._defaults.items():
            if not hasattr(namespace, dest):
                setattr(namespace, dest, value)
        if args is None:
            args = argv[1:]
        self._unknown = []
        return namespace, Reading(self, list(args), namespace).read() + self._unknown

    # ---- texts

    def error(self, message):
        told()

    def exit(self, status=0, message=None):
        told()

    def print_usage(self, file=None):
        told()

    def print_help(self, file=None):
        told()

    def format_usage(self):
        told()

    def format_help(self):
        told()


class Reading:
    """One list of arguments."""

    def __init__(self, parser, args, namespace):
        self.parser, self.args, self.namespace = parser, args, namespace
        self.positionals = [action for action in parser._actions if not action.option_strings]
        self.options = {}
        self.extras = []
        self.seen = []
        self.said = []  # what was given another value than its default
        kinds = []
        for at, text in enumerate(args):
            if text == "--":
                kinds.append("-" + "A" * (len(args) - at - 1))
                break
            option = self.option_of(text)
            if option is None:
                kinds.append("A")
            else:
                self.options[at] = option
                kinds.append("O")
        self.kinds = "".join(kinds)

    def option_of(self, text):
        """What an argument is as an option: the action or None, its name, and what stands behind it."""
        known = self.parser._options
        if not text or text[0] != "-":
            return None
        if text in known:
            return known[text], text, None
        if len(text) == 1:
            return None
        name, equals, value = text.partition("=")
        if equals and name in known:
            return known[name], name, value
        found = self.abbreviated(text, name, value if equals else None)
        if len(found) > 1:
            told()
        if found:
            return found[0]
        if (is_negative(text) and not self.parser._negative) or " " in text:
            return None
        return None, text, None

    def abbreviated(self, text, name, value):
        known = self.parser._options
        if text.startswith("--"):
            return [(known[o], o, value) for o in known if o.startswith(name)] if self.parser.allow_abbrev else []
        found = []
        for option in known:
            if option == text[:2]:
                found.append((known[option], option, text[2:]))
            elif option.startswith(text):
                found.append((known[option], option, None))
        return found

    def read(self):
        last = max(self.options) if self.options else -1
        at = 0
        while at <= last:
            option_at = min([index for index in self.options if index >= at])
            if at != option_at:
                end = self.take_positionals(at)
                if end > at:
                    at = end
                    continue
            if at not in self.options:
                self.extras.extend(self.args[at:option_at])
                at = option_at
            at = self.take_option(at)
        self.extras.extend(self.args[self.take_positionals(at) :])
        for action in self.parser._actions:
            if any([action is one for one in self.seen]):
                continue
            if action.required:
                told()
            default = action.default
            if isinstance(default, str) and hasattr(self.namespace, action.dest) and default is getattr(self.namespace, action.dest):
                setattr(self.namespace, action.dest, self.value(action, default))
        for group in self.parser._exclusive:
            if group.required and not any([one is action for one in self.said for action in group._group_actions]):
                told()
        return self.extras

    def count(self, action, kinds):
        import re

        found = re.match(pattern_of(action), kinds)
        if found is None:
            told()
        return len(found.group(1))

    def take_positionals(self, at):
        import re

        for many in range(len(self.positionals), 0, -1):
            found = re.match("".join([pattern_of(action) for action in self.positionals[:many]]), self.kinds[at:])
            if found is not None:
                taken, self.positionals = self.positionals[:many], self.positionals[many:]
                for action, text in zip(taken, found.groups(), strict=True):
                    given = self.args[at : at + len(text)]
                    at += len(text)
                    self.take(action, given, None)
                break
        return at

    def take_option(self, at):
        action, option, value = self.options[at]
        taken = []
        while True:
            if action is None:
                self.extras.append(self.args[at])
                return at + 1
            if value is None:
                end = at + 1 + self.count(action, self.kinds[at + 1 :])
                taken.append((action, self.args[at + 1 : end], option))
                break
            if self.count(action, "A") == 1:
                end = at + 1
                taken.append((action, [value], option))
                break
            option_again = "-" + value[:1]
            if option[1] == "-" or not value or option_again not in self.parser._options:
                told()
            taken.append((action, [], option))
            action, option, value = self.parser._options[option_again], option_again, value[1:] or None
        for one in taken:
            self.take(*one)
        return end

    def take(self, action, given, option):
        self.seen.append(action)
        values = self.values(action, given)
        if values is not action.default:
            self.said.append(action)
            for group in self.parser._exclusive:
                if any([one is action for one in group._group_actions]):
                    others = [one for one in group._group_actions if one is not action]
                    if any([one is said for one in others for said in self.said]):
                        told()
        if values is not SUPPRESS:
            action(self.parser, self.namespace, values, option)

    def values(self, action, given):
        nargs = action.nargs
        if nargs not in (PARSER, REMAINDER) and "--" in given:
            given.remove("--")
        if not given and nargs == OPTIONAL:
            value = action.const if action.option_strings else action.default
            if isinstance(value, str):
                value = self.value(action, value)
                self.check(action, value)
            return value
        if not given and nargs == ZERO_OR_MORE and not action.option_strings:
            if action.choices is not None:
                told()
            return given if action.default is None else action.default
        if len(given) == 1 and nargs in (None, OPTIONAL):
            value = self.value(action, given[0])
            self.check(action, value)
            return value
        found = [self.value(action, text) for text in given]
        if nargs != REMAINDER:
            for value in found[:1] if nargs == PARSER else found:
                self.check(action, value)
        return found

    def value(self, action, text):
        if action.type is None:
            return text
        try:
            return action.type(text)
        except (ArgumentTypeError, TypeError, ValueError):
            told()

    def check(self, action, value):
        if action.choices is not None and value not in action.choices:
            told()
