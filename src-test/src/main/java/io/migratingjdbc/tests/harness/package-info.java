/** Real servers, real processes and a network that can fail: what the tests and the demo stand on. */
package io.migratingjdbc.tests.harness;
