package io.migratingjdbc.tests.clients.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.tests.clients.ClientFiles;
import io.migratingjdbc.tests.clients.ClientMigration;
import io.migratingjdbc.tests.clients.ClientMigration.Move;
import io.migratingjdbc.tests.clients.Transcript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hibernate behind HikariCP sees the same through a migration and back as on one database. */
class HibernateTest {
    @TempDir
    private Path directory;

    @Test
    void throughAMigrationAndBack() throws Exception {
        ClientMigration migration = ClientMigration.create(
                directory, ClientFiles.plan("hibernate-plan.properties"), ClientFiles.sql("hibernate-schema.sql"));
        migration.run("init");
        try (Shop one = Shop.open(migration.plainUrl());
                Shop moving = Shop.open(migration.url())) {
            List<String> days = new ArrayList<>();
            work(one, moving, "day 00", days);
            for (Move move : ClientMigration.THERE_AND_BACK) {
                if (move.drains()) {
                    endAll(one.sessions);
                    endAll(moving.sessions);
                    days.clear();
                }
                migration.run(move.command());
                work(
                        one,
                        moving,
                        "day %02d".formatted(ClientMigration.THERE_AND_BACK.indexOf(move) + 1) + " " + move.to(),
                        days);
            }
        }
    }

    private static void work(Shop one, Shop moving, String day, List<String> before) {
        List<String> right = new Workday(one.sessions, day).work(before);
        List<String> seen = new Workday(moving.sessions, day).work(before);
        assertThat(Transcript.differences(right, seen)).as(day).isEmpty();
        before.add(day);
        if (before.size() > 3) {
            before.remove(1);
        }
    }

    /** One transaction for each entity: two would be in two databases. */
    private static void endAll(SessionFactory sessions) {
        for (Class<?> type : List.of(Purchase.class, Ticket.class, Account.class)) {
            List<?> ids = sessions.fromTransaction(
                    session -> session.createSelectionQuery("select id from " + type.getSimpleName(), Object.class)
                            .getResultList());
            for (Object id : ids) {
                sessions.inTransaction(session -> session.remove(session.find(type, id)));
            }
        }
    }
}
