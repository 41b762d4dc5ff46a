/** HikariCP, the application's own pool over the driver. */
package io.migratingjdbc.tests.clients.hikari;
