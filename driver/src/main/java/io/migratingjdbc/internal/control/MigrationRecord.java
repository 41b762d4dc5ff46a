package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.dialect.ErrorClass;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.IdRanges;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PendingTransition;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The one row that says how far a migration is. Every change is a compare-and-set by epoch whose row count
 * tells whether it was done; on zero rows the row is read again to tell "done by somebody else" from an error.
 * Connections have autocommit on.
 */
public final class MigrationRecord {
    private final Dialect dialect;
    private final String table;
    private final String name;

    public MigrationRecord(Dialect dialect, String schema, String name) {
        this.dialect = dialect;
        this.table = dialect.qualified(schema, "migrating_migration");
        this.name = name;
    }

    /** Empty if there is no record, or no table of records. */
    public Optional<MigrationView> read(Connection connection) throws SQLException {
        return select(connection, RecordRow.COLUMNS, RecordRow::map);
    }

    /** The plan as it was saved by init; empty if there is no record. */
    public Optional<String> planText(Connection connection) throws SQLException {
        return select(connection, "plan", row -> row.getString(1));
    }

    /** The record must exist. */
    MigrationView current(Connection connection) throws SQLException {
        return read(connection)
                .orElseThrow(() -> ErrorCode.CONFIGURATION.exception("The record of migration " + name + " is gone"));
    }

    /**
     * Step 1 of a transition.
     *
     * @return the record with the transition pending; without, if somebody else has completed it meanwhile
     * @throws SQLException 0A000 if another transition is pending or the record has moved on
     */
    public MigrationView begin(Connection connection, MigrationView from, Phase to) throws SQLException {
        dialect.change(
                connection,
                "UPDATE " + table + " SET pending_phase = ?, pending_epoch = epoch + 1, changed_at = now()"
                        + " WHERE name = ? AND epoch = ? AND phase = ? AND pending_phase IS NULL",
                to.name(),
                name,
                from.epoch(),
                from.phase().name());
        MigrationView now = current(connection);
        PendingTransition wanted = new PendingTransition(to, from.epoch() + 1);
        boolean begun = wanted.equals(now.pending());
        boolean completed = now.phase() == to && now.epoch() == wanted.epoch();
        if (begun || completed) {
            return now;
        }
        throw ErrorCode.REFUSED.exception(
                now.pending() != null
                        ? "Migration " + name + ": the transition to "
                                + now.pending().to() + " was begun and has to be completed before one to " + to
                        : "Migration " + name + " is in " + now.phase() + " (epoch " + now.epoch() + "), no longer in "
                                + from.phase() + " (epoch " + from.epoch() + ")");
    }

    /**
     * Step 4 of a transition: every step before must be done.
     *
     * @return the record now: completed by this call, by somebody else, or already further on
     */
    public MigrationView complete(Connection connection, MigrationView pending) throws SQLException {
        MigrationView done = Successor.of(pending);
        dialect.change(
                connection,
                "UPDATE " + table + " SET phase = ?, primary_store = ?, epoch = ?, initial_generation = ?,"
                        + " target_generation = ?, initial_copies = ?, target_copies = ?, pending_phase = NULL, pending_epoch = NULL, changed_at = now()"
                        + " WHERE name = ? AND epoch = ? AND pending_phase = ? AND pending_epoch = ?",
                done.phase().name(),
                done.store(done.phase().primary()).value(),
                done.epoch(),
                done.generations().initial(),
                done.generations().target(),
                done.copiesSince().initial(),
                done.copiesSince().target(),
                name,
                pending.epoch(),
                done.phase().name(),
                done.epoch());
        MigrationView now = current(connection);
        if (now.epoch() < done.epoch()) {
            throw ErrorCode.CONFIGURATION.exception(
                    "Migration " + name + ": the record changed by hand, it says " + now + " instead of " + pending);
        }
        return now;
    }

    /**
     * Sets the ranges of numeric ids; only while no second store is in use, so that every host that routes by
     * ranges has these.
     *
     * @throws SQLException 0A000 if the record is not the one that was read, or in a two-store phase
     */
    public MigrationView updateRanges(Connection connection, MigrationView read, IdRanges ranges) throws SQLException {
        int changed = read.phase().twoStore()
                ? 0
                : dialect.change(
                        connection,
                        "UPDATE " + table + " SET ranges = ?, changed_at = now() WHERE name = ? AND epoch = ?"
                                + " AND phase = ? AND pending_phase IS NULL",
                        ranges.text(),
                        name,
                        read.epoch(),
                        read.phase().name());
        MigrationView now = current(connection);
        if (changed == 0) {
            throw ErrorCode.REFUSED.exception("Migration " + name + ": id ranges can be set only in STABLE with no"
                    + " transition begun, but it is in " + now.phase() + " (epoch " + now.epoch() + ")");
        }
        return now;
    }

    /**
     * Says, in an epoch of its own, that copies of ended entities may come to a store from now on. Nothing may be copied before all
     * live hosts have acknowledged it.
     *
     * @return the record now, which says so
     * @throws SQLException 0A000 if the record is not the one that was read, or a transition was begun
     */
    public MigrationView expectCopies(Connection connection, MigrationView read, Role in) throws SQLException {
        String column = in == Role.INITIAL ? "initial_copies" : "target_copies";
        dialect.change(
                connection,
                "UPDATE " + table + " SET " + column + " = epoch + 1, epoch = epoch + 1, changed_at = now()"
                        + " WHERE name = ? AND epoch = ? AND phase = ? AND pending_phase IS NULL AND " + column
                        + " = 0",
                name,
                read.epoch(),
                read.phase().name());
        MigrationView now = current(connection);
        if (now.phase() != read.phase() || now.copiesSince().get(in) == 0) {
            throw movedOn(read, now);
        }
        return now;
    }

    /**
     * Begins an epoch in which all is as before. Whoever was about to begin a transition from the record that was read can no longer do
     * so.
     *
     * @return the record now
     * @throws SQLException 0A000 if the record is not the one that was read, or a transition was begun
     */
    public MigrationView supersede(Connection connection, MigrationView read) throws SQLException {
        long changed = dialect.change(
                connection,
                "UPDATE " + table + " SET epoch = epoch + 1, changed_at = now()"
                        + " WHERE name = ? AND epoch = ? AND pending_phase IS NULL",
                name,
                read.epoch());
        MigrationView now = current(connection);
        if (changed == 0 || now.epoch() != read.epoch() + 1 || now.pending() != null) {
            throw movedOn(read, now);
        }
        return now;
    }

    private SQLException movedOn(MigrationView read, MigrationView now) {
        return ErrorCode.REFUSED.exception("Migration " + name + " is in " + now.phase() + " (epoch " + now.epoch()
                + ")" + (now.pending() == null ? "" : " with a transition begun") + ", no longer in " + read.phase()
                + " (epoch " + read.epoch() + "): look at its status and run this again");
    }

    private interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private <T> Optional<T> select(Connection connection, String columns, Mapper<T> mapper) throws SQLException {
        String sql = "SELECT " + columns + " FROM " + table + " WHERE name = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(mapper.map(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            if (dialect.classify(e) == ErrorClass.UNDEFINED_TABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
