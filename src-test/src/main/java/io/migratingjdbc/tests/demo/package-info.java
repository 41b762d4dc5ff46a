/**
 * The main job, shown: a small workflow service runs in several processes without pause while it is moved from one server
 * to another, and a checker that knows nothing of the driver counts what was lost or duplicated.
 */
package io.migratingjdbc.tests.demo;
