/**
 * The operator's side of a migration. Packages, each importing only from those above it: output, schema,
 * migration, check, suggest, chunk, copy, verify, transition, status, command.
 */
package io.migratingjdbc.admin;
