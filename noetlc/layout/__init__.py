"""How values lie in memory: tags, records, fixed addresses, the bytes of constants, and the features that linked code may have.

The compiler, the linker and the runtime read it. It imports the vocabulary of kernel Python and the table of exception classes.
"""
