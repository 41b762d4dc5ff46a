package io.migratingjdbc.tests.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.ArrayList;
import java.util.List;

/** What a JDBC call gave or threw, in words that do not depend on who answered. */
final class Outcome {
    private static final int ROWS = 5;

    private Outcome() {}

    static String of(Object target, Method method, Object... arguments) {
        try {
            return described(method.invoke(target, arguments));
        } catch (InvocationTargetException e) {
            return thrown(e.getCause());
        } catch (IllegalAccessException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SQLState, and the class as far as JDBC knows it: a handler cannot name the store driver's own. */
    static String thrown(Throwable thrown) {
        Class<?> type = thrown.getClass();
        while (!type.getName().startsWith("java.")) {
            type = type.getSuperclass();
        }
        return "throws " + type.getSimpleName()
                + (thrown instanceof SQLException e ? " " + e.getSQLState() + " " + e.getMessage() : "");
    }

    static String described(Object value) throws SQLException {
        if (value == null) {
            return "null";
        } else if (value.getClass().isArray()) {
            return array(value);
        } else if (value instanceof ResultSet rows) {
            return rows(rows);
        } else if (value instanceof java.sql.Array array) {
            return "array " + array;
        } else if (value instanceof ResultSetMetaData columns) {
            return "columns " + columns(columns);
        } else if (value instanceof InputStream stream) {
            return "stream " + text(stream);
        } else if (value instanceof Reader reader) {
            return "reader " + text(reader);
        } else if (value instanceof Statement) {
            return "a statement";
        } else if (value instanceof Connection) {
            return "a connection";
        } else if (value instanceof Savepoint) {
            return "a savepoint";
        } else if (value instanceof Wrapper || value instanceof ParameterMetaData) {
            return "a wrapper";
        } else if (value.toString().startsWith(value.getClass().getName() + "@")) {
            return value.getClass().getName(); // it has nothing to say of itself
        }
        return value.getClass().getSimpleName() + " " + value;
    }

    private static String array(Object array) throws SQLException {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            elements.add(described(Array.get(array, i)));
        }
        return elements.toString();
    }

    private static String rows(ResultSet rows) throws SQLException {
        if (rows.isClosed()) {
            return "closed rows";
        }
        List<String> columns = columns(rows.getMetaData());
        StringBuilder text = new StringBuilder("rows " + columns);
        for (int row = 0; row < ROWS && rows.getType() == ResultSet.TYPE_FORWARD_ONLY && rows.next(); row++) {
            text.append("\n  ");
            for (int column = 1; column <= columns.size(); column++) {
                text.append(rows.getString(column)).append('|');
            }
        }
        return text.toString();
    }

    private static List<String> columns(ResultSetMetaData columns) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            names.add(label(columns, column));
        }
        return names;
    }

    /** PostgreSQL's driver fails to describe some of its own results. */
    private static String label(ResultSetMetaData columns, int column) throws SQLException {
        try {
            return columns.getColumnLabel(column);
        } catch (NullPointerException e) {
            return "not described";
        }
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Reader reader) {
        try {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
