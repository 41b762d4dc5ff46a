/**
 * What differs between databases: the fence, control changes, quoting, error classes, conflicts raised by the
 * database itself.
 */
package io.migratingjdbc.internal.dialect;
