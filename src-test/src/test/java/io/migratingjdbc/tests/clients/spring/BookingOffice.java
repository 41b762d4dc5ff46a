package io.migratingjdbc.tests.clients.spring;

import io.migratingjdbc.tests.clients.Transcript;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What an application does in one phase, and what it is answered. */
final class BookingOffice {
    private static final String INSERT = "INSERT INTO bookings (code, seats) VALUES (?, ?)";

    private final String day;
    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate named;
    private final TransactionTemplate transaction;
    private final TransactionTemplate nested;
    private final Transcript seen = new Transcript();

    BookingOffice(DataSource source, String day) {
        this.day = day;
        this.jdbc = new JdbcTemplate(source);
        this.named = new NamedParameterJdbcTemplate(jdbc);
        JdbcTransactionManager manager = new JdbcTransactionManager(source);
        this.transaction = new TransactionTemplate(manager);
        TransactionTemplate nested = new TransactionTemplate(manager);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.nested = nested;
    }

    /** @param before the days whose bookings still exist */
    List<String> work(List<String> before) {
        create();
        ask(before);
        translate(before);
        nest(before);
        return seen.lines();
    }

    private void create() {
        seen.add("update", () -> jdbc.update(INSERT, day + "-a", 2));
        seen.add("key holder", () -> {
            KeyHolder keys = new GeneratedKeyHolder();
            jdbc.update(
                    connection -> {
                        PreparedStatement insert = connection.prepareStatement(INSERT, new String[] {"id"});
                        insert.setString(1, day + "-b");
                        insert.setInt(2, 3);
                        return insert;
                    },
                    keys);
            return jdbc.queryForObject("SELECT code FROM bookings WHERE id = ?", String.class, keys.getKey());
        });
        seen.add("simple insert", () -> {
            Number id = new SimpleJdbcInsert(jdbc)
                    .withTableName("bookings")
                    .usingColumns("code", "seats")
                    .usingGeneratedKeyColumns("id")
                    .executeAndReturnKey(Map.of("code", day + "-c", "seats", 4));
            new SimpleJdbcInsert(jdbc)
                    .withTableName("guests")
                    .usingGeneratedKeyColumns("id")
                    .execute(Map.of("booking_id", id, "name", "Ada of " + day));
            return jdbc.queryForList("SELECT name FROM guests WHERE booking_id = ?", String.class, id);
        });
        seen.add("batch", () -> {
            int[] counts =
                    jdbc.batchUpdate(INSERT, List.of(new Object[] {day + "-d", 1}, new Object[] {day + "-e", 2}));
            return counts.length + " " + counts[0] + counts[1];
        });
        seen.add("batch with keys", () -> {
            KeyHolder keys = new GeneratedKeyHolder();
            SqlParameterSource[] rows = {
                new MapSqlParameterSource("code", day + "-f").addValue("seats", 5),
                new MapSqlParameterSource("code", day + "-g").addValue("seats", 6)
            };
            named.batchUpdate(
                    "INSERT INTO bookings (code, seats) VALUES (:code, :seats)", rows, keys, new String[] {"id"});
            List<String> codes = new ArrayList<>();
            keys.getKeyList()
                    .forEach(row -> codes.add(named.queryForObject(
                            "SELECT code FROM bookings WHERE id = :id", Map.of("id", row.get("id")), String.class)));
            return codes;
        });
        seen.add(
                "simple batch",
                () -> new SimpleJdbcInsert(jdbc)
                        .withTableName("bookings")
                        .usingColumns("code", "seats")
                        .executeBatch(new MapSqlParameterSource("code", day + "-h").addValue("seats", 7))
                        .length);
    }

    private void ask(List<String> before) {
        seen.add("list", () -> jdbc.queryForList("SELECT code, state, seats FROM bookings ORDER BY code"));
        seen.add(
                "in",
                () -> named.queryForList(
                        "SELECT seats FROM bookings WHERE code IN (:codes) ORDER BY seats, code",
                        Map.of("codes", List.of(day + "-a", day + "-b", "none")),
                        Integer.class));
        seen.add("count", () -> jdbc.queryForObject("SELECT count(*) FROM bookings WHERE seats > ?", Long.class, 2));
        seen.add(
                "join",
                () -> jdbc.queryForList(
                        "SELECT g.name, b.code FROM guests g JOIN bookings b ON b.id = g.booking_id ORDER BY b.code, g.name"));
        seen.add("empty", () -> jdbc.queryForObject("SELECT seats FROM bookings WHERE code = 'none'", Integer.class));
        seen.add(
                "too many",
                () -> jdbc.queryForObject(
                        "SELECT seats FROM bookings WHERE seats = 2 AND code LIKE ?", Integer.class, day + "%"));
        for (String other : before) {
            seen.add(
                    "change of " + other,
                    () -> jdbc.update(
                            "UPDATE bookings SET state = ?, seats = seats + 1 WHERE code = ?",
                            "seen on " + day,
                            other + "-a"));
        }
    }

    private void translate(List<String> before) {
        List<String> days = new ArrayList<>(before);
        days.add(day);
        for (String other : days) {
            seen.add("duplicate of " + other, () -> jdbc.update(INSERT, other + "-b", 1));
            seen.add(
                    "duplicate of " + other + " in a batch",
                    () -> jdbc.batchUpdate(
                            INSERT, List.of(new Object[] {day + "-x", 1}, new Object[] {other + "-c", 1})));
        }
        seen.add("check", () -> jdbc.update(INSERT, day + "-y", 0));
        seen.add("null", () -> jdbc.update(INSERT, day + "-y", null));
        seen.add("foreign key", () -> jdbc.update("INSERT INTO guests (booking_id, name) VALUES (-1, 'x')"));
        seen.add("grammar", () -> jdbc.queryForList("SELECT no_such_column FROM bookings WHERE id = 1"));
        seen.add(
                "nothing of it",
                () -> jdbc.queryForObject(
                        "SELECT count(*) FROM bookings WHERE code LIKE '%-x' OR code LIKE '%-y'", Long.class));
    }

    private void nest(List<String> before) {
        String taken = before.isEmpty() ? day + "-b" : before.get(0) + "-b";
        seen.add(
                "nested",
                () -> transaction.execute(outer -> {
                    jdbc.update(INSERT, day + "-outer", 1);
                    String inner;
                    try {
                        inner = nested.execute(status -> "made " + jdbc.update(INSERT, taken, 1));
                    } catch (DuplicateKeyException e) {
                        inner = "taken";
                    }
                    nested.execute(status -> jdbc.update(INSERT, day + "-inner", 1));
                    nested.execute(status -> {
                        status.setRollbackOnly();
                        return jdbc.update(INSERT, day + "-given up", 1);
                    });
                    return inner;
                }));
        seen.add(
                "rolled back",
                () -> transaction.execute(status -> {
                    status.setRollbackOnly();
                    return jdbc.update("UPDATE bookings SET state = 'never' WHERE code = ?", day + "-a");
                }));
        seen.add(
                "left",
                () -> jdbc.queryForList("SELECT code, state FROM bookings WHERE code LIKE ? ORDER BY code", day + "%"));
    }
}
