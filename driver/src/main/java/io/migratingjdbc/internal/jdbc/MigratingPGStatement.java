package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingPGStatement;
import org.postgresql.PGStatement;

/** What only PostgreSQL's driver has of a statement, and nothing of what would run another text in the store. */
record MigratingPGStatement(PGStatement delegate) implements ForwardingPGStatement {}
