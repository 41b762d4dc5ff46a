/** Preflight: one class per check, each finding with its fix. */
package io.migratingjdbc.admin.check;
