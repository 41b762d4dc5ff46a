/** Spring's JDBC support: templates, exception translation, declarative transactions' machinery. */
package io.migratingjdbc.tests.clients.spring;
