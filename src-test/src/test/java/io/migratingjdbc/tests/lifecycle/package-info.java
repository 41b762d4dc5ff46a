/** Migrations under load in which every part is killed in every phase, and what the stores hold afterwards. */
package io.migratingjdbc.tests.lifecycle;
