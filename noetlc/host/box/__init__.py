"""Commands of granted tools in a box of their own: no new privileges, limited, seeing only the files and the network of the grant.

`start` is this process's side, `launcher` the process that boxes itself in and then becomes the command, `root` the file system it sees.
"""

CGROUP = "noetl-box-{}"
"""The memory cgroup of a launcher, by its process id."""
