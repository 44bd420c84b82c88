"""INSERT … ON CONFLICT, the one statement that SQLAlchemy has for each database apart.

PostgreSQL's is the fuller of the two, and SQLite's compiler reads it, too.
"""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

__all__ = ["insert"]
