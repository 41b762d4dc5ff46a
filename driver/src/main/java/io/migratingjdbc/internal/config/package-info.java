/** The URL, the Properties and the plan file, read once into a checked configuration; all settings are in {@link Setting}. */
package io.migratingjdbc.internal.config;
