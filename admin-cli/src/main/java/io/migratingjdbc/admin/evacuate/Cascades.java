package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** To replace a copy its rows are deleted: what the store that stays deletes or changes along with them must be of the same entity. */
final class Cascades {
    private static final String ACTIONS = """
        SELECT f.conname, f.conrelid, f.conrelid::regclass::text, f.confdeltype = 'c' AND cardinality(f.conkey) = 1,
            (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = f.conrelid AND a.attnum = f.conkey[1]),
            (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = f.confrelid AND a.attnum = f.confkey[1])
        FROM pg_constraint f
        WHERE f.contype = 'f' AND f.confrelid = ? AND f.conparentid = 0 AND f.confdeltype IN ('c', 'n', 'd')
        ORDER BY 1
        """;

    private Cascades() {}

    /** @throws SQLException 0A000 names the foreign key */
    static void refuse(Connection target, Family family) throws SQLException {
        try (PreparedStatement statement = target.prepareStatement(ACTIONS)) {
            for (Family.Member member : family.members()) {
                statement.setLong(1, member.table().target().oid());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        if (!staysInEntity(row, family, member)) {
                            throw ErrorCode.REFUSED.exception("Entities of "
                                    + family.keyed().name()
                                    + " cannot be evacuated: replacing a copy would delete or change rows of "
                                    + row.getString(3) + " by the foreign key " + row.getString(1) + " to "
                                    + member.table().name()
                                    + ": in both stores give the foreign key no ON DELETE action until the migration"
                                    + " is over");
                        }
                    }
                }
            }
        }
    }

    /** From a child to the entity by the instance id. */
    private static boolean staysInEntity(ResultSet row, Family family, Family.Member referred) throws SQLException {
        if (!row.getBoolean(4)
                || !referred.equals(family.entity())
                || !family.keyed().instanceId().equals(row.getString(6))) {
            return false;
        }
        long child = row.getLong(2);
        String column = row.getString(5);
        return family.members().stream()
                .skip(1)
                .anyMatch(member -> member.table().target().oid() == child
                        && member.plan().instanceId().equals(column));
    }
}
