package io.migratingjdbc.admin.copy;

import io.migratingjdbc.admin.chunk.KeyRange;
import io.migratingjdbc.internal.model.TableName;

/** A range of a table's rows that is copied in one transaction. */
record Chunk(TableName table, int number, KeyRange range) {}
