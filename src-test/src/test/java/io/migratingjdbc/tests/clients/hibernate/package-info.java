/** A shop as Hibernate applications are written: entities, children, batches, paging, optimistic and pessimistic locks. */
package io.migratingjdbc.tests.clients.hibernate;
