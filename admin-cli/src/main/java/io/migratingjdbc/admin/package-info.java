/**
 * The operator's side of a migration. Packages, each importing only from those above it: output, schema, check, suggest,
 * transition, command.
 */
package io.migratingjdbc.admin;
