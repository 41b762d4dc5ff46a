/** Measures, on embedded servers, how fast the data moves; each figure is a ratio of one run on one machine. */
package io.migratingjdbc.tests.bench;
