/** jOOQ, with the tables written by hand as its generator would. */
package io.migratingjdbc.tests.clients.jooq;
