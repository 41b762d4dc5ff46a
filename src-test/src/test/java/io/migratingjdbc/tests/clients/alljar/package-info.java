/** The driver's jar that has all its dependencies in it, beside other versions of them. */
package io.migratingjdbc.tests.clients.alljar;
