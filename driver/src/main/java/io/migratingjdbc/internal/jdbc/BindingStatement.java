package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingPreparedStatement;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;

/** Remembers how each parameter was bound, so that the same can be done to any store's statement, when it is known which. */
abstract class BindingStatement extends AbstractStatement implements ForwardingPreparedStatement {

    BindingStatement(MigratingConnection connection, StatementOptions options) {
        super(connection, options);
    }

    @Override
    abstract PreparedStatement on(StoreSession session) throws SQLException;

    @Override
    PreparedStatement home() throws SQLException {
        return (PreparedStatement) super.home();
    }

    @Override
    public PreparedStatement delegate() throws SQLException {
        return super.delegate() instanceof PreparedStatement current ? current : home();
    }

    /** @param value the plain value for routing, or {@link Binding#STREAM} */
    abstract void bind(int index, Object value, Binding.Binder binder) throws SQLException;

    @Override
    public void setNull(int index, int sqlType) throws SQLException {
        bind(index, null, (statement, position) -> statement.setNull(position, sqlType));
    }

    @Override
    public void setNull(int index, int sqlType, String typeName) throws SQLException {
        bind(index, null, (statement, position) -> statement.setNull(position, sqlType, typeName));
    }

    @Override
    public void setBoolean(int index, boolean value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setBoolean(position, value));
    }

    @Override
    public void setByte(int index, byte value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setByte(position, value));
    }

    @Override
    public void setShort(int index, short value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setShort(position, value));
    }

    @Override
    public void setInt(int index, int value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setInt(position, value));
    }

    @Override
    public void setLong(int index, long value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setLong(position, value));
    }

    @Override
    public void setFloat(int index, float value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setFloat(position, value));
    }

    @Override
    public void setDouble(int index, double value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setDouble(position, value));
    }

    @Override
    public void setBigDecimal(int index, BigDecimal value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setBigDecimal(position, value));
    }

    @Override
    public void setString(int index, String value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setString(position, value));
    }

    @Override
    public void setNString(int index, String value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setNString(position, value));
    }

    @Override
    public void setBytes(int index, byte[] value) throws SQLException {
        byte[] copy = Copy.of(value);
        bind(index, copy, (statement, position) -> statement.setBytes(position, copy));
    }

    @Override
    public void setDate(int index, Date value) throws SQLException {
        Date copy = Copy.of(value);
        bind(index, copy, (statement, position) -> statement.setDate(position, copy));
    }

    @Override
    public void setTime(int index, Time value) throws SQLException {
        Time copy = Copy.of(value);
        bind(index, copy, (statement, position) -> statement.setTime(position, copy));
    }

    @Override
    public void setTimestamp(int index, Timestamp value) throws SQLException {
        Timestamp copy = Copy.of(value);
        bind(index, copy, (statement, position) -> statement.setTimestamp(position, copy));
    }

    @Override
    public void setArray(int index, Array value) throws SQLException {
        Array plain = MigratingArray.plain(value);
        bind(index, plain, (statement, position) -> statement.setArray(position, plain));
    }

    @Override
    public void setRef(int index, Ref value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setRef(position, value));
    }

    @Override
    public void setBlob(int index, Blob value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setBlob(position, value));
    }

    @Override
    public void setClob(int index, Clob value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setClob(position, value));
    }

    @Override
    public void setNClob(int index, NClob value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setNClob(position, value));
    }

    @Override
    public void setSQLXML(int index, SQLXML value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setSQLXML(position, value));
    }

    @Override
    public void setRowId(int index, RowId value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setRowId(position, value));
    }

    @Override
    public void setURL(int index, URL value) throws SQLException {
        bind(index, value, (statement, position) -> statement.setURL(position, value));
    }

    @Override
    public void setObject(int index, Object value) throws SQLException {
        Object copy = Copy.of(value);
        bind(index, copy, (statement, position) -> statement.setObject(position, copy));
    }

    @Override
    public void setDate(int index, Date value, Calendar calendar) throws SQLException {
        Date copy = Copy.of(value);
        Calendar zone = Copy.of(calendar);
        bind(index, copy, (statement, position) -> statement.setDate(position, copy, zone));
    }

    @Override
    public void setTime(int index, Time value, Calendar calendar) throws SQLException {
        Time copy = Copy.of(value);
        Calendar zone = Copy.of(calendar);
        bind(index, copy, (statement, position) -> statement.setTime(position, copy, zone));
    }

    @Override
    public void setTimestamp(int index, Timestamp value, Calendar calendar) throws SQLException {
        Timestamp copy = Copy.of(value);
        Calendar zone = Copy.of(calendar);
        bind(index, copy, (statement, position) -> statement.setTimestamp(position, copy, zone));
    }

    @Override
    public void setObject(int index, Object value, int type) throws SQLException {
        Object copy = Copy.of(value);
        bind(index, copy, (statement, position) -> statement.setObject(position, copy, type));
    }

    @Override
    public void setObject(int index, Object value, int type, int scale) throws SQLException {
        Object copy = Copy.of(value);
        bind(index, copy, (statement, position) -> statement.setObject(position, copy, type, scale));
    }

    @Override
    public void setObject(int index, Object value, SQLType type) throws SQLException {
        Object copy = Copy.of(value);
        bind(index, copy, (statement, position) -> statement.setObject(position, copy, type));
    }

    @Override
    public void setObject(int index, Object value, SQLType type, int scale) throws SQLException {
        Object copy = Copy.of(value);
        bind(index, copy, (statement, position) -> statement.setObject(position, copy, type, scale));
    }

    @Override
    public void setAsciiStream(int index, InputStream value) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setAsciiStream(position, value));
    }

    @Override
    public void setAsciiStream(int index, InputStream value, int length) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setAsciiStream(position, value, length));
    }

    @Override
    public void setAsciiStream(int index, InputStream value, long length) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setAsciiStream(position, value, length));
    }

    @Override
    public void setBinaryStream(int index, InputStream value) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setBinaryStream(position, value));
    }

    @Override
    public void setBinaryStream(int index, InputStream value, int length) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setBinaryStream(position, value, length));
    }

    @Override
    public void setBinaryStream(int index, InputStream value, long length) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setBinaryStream(position, value, length));
    }

    @Override
    public void setCharacterStream(int index, Reader value) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setCharacterStream(position, value));
    }

    @Override
    public void setCharacterStream(int index, Reader value, int length) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setCharacterStream(position, value, length));
    }

    @Override
    public void setCharacterStream(int index, Reader value, long length) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setCharacterStream(position, value, length));
    }

    @Override
    public void setNCharacterStream(int index, Reader value) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setNCharacterStream(position, value));
    }

    @Override
    public void setNCharacterStream(int index, Reader value, long length) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setNCharacterStream(position, value, length));
    }

    @Override
    public void setClob(int index, Reader value) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setClob(position, value));
    }

    @Override
    public void setClob(int index, Reader value, long length) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setClob(position, value, length));
    }

    @Override
    public void setNClob(int index, Reader value) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setNClob(position, value));
    }

    @Override
    public void setNClob(int index, Reader value, long length) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setNClob(position, value, length));
    }

    @Override
    public void setBlob(int index, InputStream value) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setBlob(position, value));
    }

    @Override
    public void setBlob(int index, InputStream value, long length) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setBlob(position, value, length));
    }

    @Override
    @Deprecated
    public void setUnicodeStream(int index, InputStream value, int length) throws SQLException {
        bind(index, Binding.STREAM, (statement, position) -> statement.setUnicodeStream(position, value, length));
    }
}
