/** Libraries that applications use, unchanged but for the URL: on one database first, then through a migration and back. */
package io.migratingjdbc.tests.clients;
