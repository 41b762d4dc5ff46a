/** The vocabulary of the protocol as pure values: nothing here does I/O or reads a clock. */
package io.migratingjdbc.internal.model;
