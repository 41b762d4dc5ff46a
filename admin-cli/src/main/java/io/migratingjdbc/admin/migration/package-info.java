/** One migration as a command works on it: its stores, its record, its log. */
package io.migratingjdbc.admin.migration;
