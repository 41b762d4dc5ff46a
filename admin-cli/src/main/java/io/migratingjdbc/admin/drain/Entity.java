package io.migratingjdbc.admin.drain;

import io.migratingjdbc.internal.model.TableName;

/**
 * An entity that has not ended.
 *
 * @param id its instance id; null if the table has none
 * @param key its key, the columns separated by commas
 */
public record Entity(TableName table, String id, String key) {}
