"""What classes of library modules are made of in CPython and not here: names that a subclass may define, or a body ask for."""

from __future__ import annotations

INNER_PARTS: dict[tuple[str, str], frozenset[str]] = {
    (module, cls): frozenset(names.split())
    for module, cls, names in (
        (
            "argparse",
            "ArgumentParser",
            "_add_action _add_container_actions _check_conflict _check_value _get_handler _get_nargs_pattern _get_option_tuples "
            "_get_optional_actions _get_optional_kwargs _get_positional_actions _get_positional_kwargs _get_value _get_values "
            "_handle_conflict_error _handle_conflict_resolve _match_argument _match_arguments_partial _parse_known_args _parse_optional "
            "_pop_action_class _print_message _read_args_from_files _registry_get _remove_action",
        ),
        ("contextlib", "ExitStack", "_create_cb_wrapper _create_exit_wrapper _push_cm_exit _push_exit_callback"),
        ("csv", "DictWriter", "_dict_to_list"),
        ("csv", "Sniffer", "_guess_delimiter _guess_quote_and_delimiter"),
        ("difflib", "Differ", "_dump _fancy_helper _fancy_replace _plain_replace _qformat"),
        ("graphlib", "TopologicalSorter", "_find_cycle _get_nodeinfo"),
        (
            "pprint",
            "PrettyPrinter",
            "_dispatch _format _format_dict_items _format_items _format_namespace_items _pprint_bytearray _pprint_bytes "
            "_pprint_chain_map _pprint_counter _pprint_dataclass _pprint_default_dict _pprint_deque _pprint_dict _pprint_list "
            "_pprint_mappingproxy _pprint_ordered_dict _pprint_set _pprint_simplenamespace _pprint_str _pprint_tuple _pprint_user_dict "
            "_pprint_user_list _pprint_user_string _repr _safe_repr",
        ),
        ("string", "Formatter", "_vformat"),
        (
            "textwrap",
            "TextWrapper",
            "_fix_sentence_endings _handle_long_word _munge_whitespace _split _split_chunks _wrap_chunks sentence_end_re "
            "unicode_whitespace_trans wordsep_re wordsep_simple_re",
        ),
        ("threading", "Condition", "notifyAll"),
        ("threading", "Event", "isSet"),
    )
}
