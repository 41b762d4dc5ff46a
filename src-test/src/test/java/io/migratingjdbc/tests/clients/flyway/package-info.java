/** Flyway at the start of an application. */
package io.migratingjdbc.tests.clients.flyway;
