/** The command line: one class per command, which parses its options and computes a result. */
package io.migratingjdbc.admin.command;
