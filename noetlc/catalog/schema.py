"""The tables of a catalog, as the newest migration leaves them. `migrations.py` makes them; a test compares both.

Names have a prefix, since a PostgreSQL database may be shared with NoETL's own tables. JSON lies in text columns, with all that is not
ASCII escaped: so it holds every string that JSON can, which `jsonb` does not. Times are RFC 3339 in UTC, so their order is that of text.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

METADATA = MetaData()

STEPS = Table(
    "noetlc_schema",
    METADATA,
    Column("step", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("applied_at", Text, nullable=False),
)
"""The migrations that were done."""

SETTING = Table(
    "noetlc_setting",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What holds for the whole catalog: its `identity`."""

SOURCE = Table(
    "noetlc_source",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""What was registered, once for all versions with the same bytes. `digest` is their SHA-256 in hex."""

FACTS = Table(
    "noetlc_facts",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("facts", Text, nullable=False),
)
"""What checking a content found, by a digest of content, compiler and settings (`keys.py`)."""

BLOB = Table(
    "noetlc_blob",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("data", LargeBinary),
    Column("location", Text),
)
"""The bytes of modules by SHA-256: in the row, or in the object store under the key `location`."""

MODULE = Table(
    "noetlc_module",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, ForeignKey("noetlc_blob.digest"), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Index("noetlc_module_digest", "digest"),
)
"""Plug-in modules. `origin` is `compiled` for those that `gc` may collect, `pushed` for those somebody put there."""

BUILD = Table(
    "noetlc_build",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("digest", Text, ForeignKey("noetlc_blob.digest")),
    Column("manifest", Text),
    Column("verification", Text),
    Column("diagnostics", Text, nullable=False),
    Column("compiler", Text, nullable=False),
    Column("abi", Integer),
    Column("confinement", Text),
    Column("created_at", Text, nullable=False),
    Index("noetlc_build_digest", "digest"),
)
"""What compiling gave, by a digest of all that it depends on (`keys.py`): a module, or the reason why there is none."""

PLAYBOOK = Table(
    "noetlc_playbook",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("last_version", Integer, nullable=False),
    Column("last_module", Integer, nullable=False),
)
"""The last numbers given away under a path; the row is also the lock of its path."""

VERSION = Table(
    "noetlc_version",
    METADATA,
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("path", Text, ForeignKey("noetlc_playbook.path"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("source", Text, ForeignKey("noetlc_source.digest"), nullable=False),
    Column("diagnostics", Text, nullable=False),
    Column("build", Text, ForeignKey("noetlc_build.key")),
    Column("module_version", Integer),
    Column("module_digest", Text),
    Column("created_at", Text, nullable=False),
    Column("deleted_at", Text),
    UniqueConstraint("path", "version", name="noetlc_version_path"),
    Index("noetlc_version_build", "build"),
    sqlite_autoincrement=True,
)
"""Versions of playbooks. `module_version` and `module_digest` name the module under the same path that was compiled from it; that is no
foreign key, because a push may put other bytes under the version, which the digest then tells."""
