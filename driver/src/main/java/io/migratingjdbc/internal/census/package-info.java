/** Which statements the applications run, and what a two-store phase does with them: counted here, stored for the operator. */
package io.migratingjdbc.internal.census;
