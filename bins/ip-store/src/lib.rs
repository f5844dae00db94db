//! The ports of `ip-app` on SQLite and on PostgreSQL.
