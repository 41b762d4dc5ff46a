/** URL, Properties and plan file, read once into a checked configuration; all settings are in {@link Setting}. */
package io.migratingjdbc.internal.config;
