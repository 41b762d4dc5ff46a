/** Migrations as an operator drives them, with the command line, among processes that die, sleep or are gone. */
package io.migratingjdbc.tests.operation;
