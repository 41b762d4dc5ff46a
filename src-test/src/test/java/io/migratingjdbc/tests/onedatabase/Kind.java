package io.migratingjdbc.tests.onedatabase;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** A type of column: how its values are written into a text, and how they are bound. */
enum Kind {
    TEXT(Types.VARCHAR) {
        @Override
        String text(Object value) {
            return "'" + value.toString().replace("'", "''") + "'";
        }
    },
    INT(Types.INTEGER),
    LONG(Types.BIGINT),
    NUMERIC(Types.NUMERIC) {
        @Override
        String text(Object value) {
            return ((BigDecimal) value).toPlainString();
        }
    },
    DOUBLE(Types.DOUBLE) {
        @Override
        String text(Object value) {
            return "'" + value + "'::float8";
        }
    },
    BOOLEAN(Types.BOOLEAN),
    TIMESTAMP(Types.TIMESTAMP) {
        @Override
        String text(Object value) {
            return "'" + value + "'::timestamp";
        }
    },
    MOMENT(Types.TIMESTAMP_WITH_TIMEZONE) {
        @Override
        String text(Object value) {
            return "'" + value + "+00'::timestamptz";
        }

        @Override
        Object bound(Object value) {
            return ((LocalDateTime) value).atOffset(ZoneOffset.UTC);
        }
    },
    UNIQUE_ID(Types.OTHER) {
        @Override
        String text(Object value) {
            return "'" + value + "'";
        }

        @Override
        Object bound(Object value) {
            return UUID.fromString(value.toString());
        }
    };

    private final int type;

    Kind(int type) {
        this.type = type;
    }

    /** @param value may be null */
    String literal(Object value) {
        return value == null ? "NULL" : text(value);
    }

    /** @param value may be null */
    void bind(PreparedStatement statement, int index, Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, type);
        } else {
            statement.setObject(index, bound(value));
        }
    }

    String text(Object value) {
        return value.toString();
    }

    Object bound(Object value) {
        return value;
    }
}
