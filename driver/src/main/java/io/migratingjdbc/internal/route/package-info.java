/** Decides where a statement goes: a pure function of view, statement, values and session. */
package io.migratingjdbc.internal.route;
