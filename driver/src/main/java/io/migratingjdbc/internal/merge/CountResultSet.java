package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.model.ErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Map;

/**
 * One row of counts, each the sum of both stores'. Reads as the bigint columns it stands for, with the conversions and
 * the errors of PostgreSQL's driver; conversions that make no sense for a number are refused.
 */
final class CountResultSet extends ForwardOnlyResultSet {
    private static final String OUT_OF_RANGE = "22003";
    private static final String BAD_PARAMETER = "22023";
    private static final String CANNOT_COERCE = "42846";

    private final long[] sums;
    private final int rows;
    private int row;

    private CountResultSet(Parts parts, long[] sums, int rows, Statement statement) {
        super(parts, statement);
        this.sums = sums;
        this.rows = rows;
    }

    static CountResultSet of(Parts parts, Window window, Statement statement) throws SQLException {
        ResultSetMetaData metadata = parts.accepting().getMetaData();
        long[] sums = new long[metadata.getColumnCount()];
        if (!window.holdsFirstRow()) {
            return new CountResultSet(parts, sums, 0, statement);
        }
        if (!parts.accepting().next() || !parts.other().next()) {
            throw ErrorCode.REFUSED.exception("The counts of both stores cannot be added up: one store gave no row.");
        }
        for (int i = 0; i < sums.length; i++) {
            if (metadata.getColumnType(i + 1) != Types.BIGINT) {
                throw ErrorCode.REFUSED.exception("Result column " + (i + 1)
                        + " is not a bigint: only plain counts can be added up over both stores.");
            }
            sums[i] = Math.addExact(
                    parts.accepting().getLong(i + 1), parts.other().getLong(i + 1));
        }
        return new CountResultSet(parts, sums, 1, statement);
    }

    @Override
    ResultSet current() {
        return null;
    }

    @Override
    public ResultSet delegate() throws SQLException {
        checkOpen();
        throw ErrorCode.REFUSED.exception("A count over both stores can only be read as a number or a string.");
    }

    private long sum(int column) throws SQLException {
        checkOpen();
        if (row == 0 || row > rows) {
            throw notOnARow();
        }
        if (column < 1 || column > sums.length) {
            throw new SQLException(
                    "The column index is out of range: " + column + ", number of columns: " + sums.length + ".",
                    BAD_PARAMETER);
        }
        return sums[column - 1];
    }

    private long sum(int column, long min, long max, String type) throws SQLException {
        long sum = sum(column);
        if (sum < min || sum > max) {
            throw new SQLException("Bad value for type " + type + " : " + sum, OUT_OF_RANGE);
        }
        return sum;
    }

    @Override
    public boolean next() throws SQLException {
        checkOpen();
        row = Math.min(row + 1, rows + 1);
        return row <= rows;
    }

    @Override
    public int getRow() throws SQLException {
        checkOpen();
        return row > rows ? 0 : row;
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        checkOpen();
        return row == 0 && rows > 0;
    }

    @Override
    public boolean isFirst() throws SQLException {
        checkOpen();
        return row == 1 && rows > 0;
    }

    @Override
    public boolean isLast() throws SQLException {
        return isFirst();
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        checkOpen();
        return row > rows && rows > 0;
    }

    @Override
    public boolean wasNull() throws SQLException {
        checkOpen();
        return false;
    }

    @Override
    public long getLong(int column) throws SQLException {
        return sum(column);
    }

    @Override
    public long getLong(String label) throws SQLException {
        return getLong(findColumn(label));
    }

    @Override
    public int getInt(int column) throws SQLException {
        return (int) sum(column, Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
    }

    @Override
    public int getInt(String label) throws SQLException {
        return getInt(findColumn(label));
    }

    @Override
    public short getShort(int column) throws SQLException {
        return (short) sum(column, Short.MIN_VALUE, Short.MAX_VALUE, "short");
    }

    @Override
    public short getShort(String label) throws SQLException {
        return getShort(findColumn(label));
    }

    @Override
    public byte getByte(int column) throws SQLException {
        return (byte) sum(column, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
    }

    @Override
    public byte getByte(String label) throws SQLException {
        return getByte(findColumn(label));
    }

    @Override
    public boolean getBoolean(int column) throws SQLException {
        long sum = sum(column);
        if (sum != 0 && sum != 1) {
            throw new SQLException("Cannot cast to boolean: \"" + sum + "\"", CANNOT_COERCE);
        }
        return sum == 1;
    }

    @Override
    public boolean getBoolean(String label) throws SQLException {
        return getBoolean(findColumn(label));
    }

    @Override
    public float getFloat(int column) throws SQLException {
        return sum(column);
    }

    @Override
    public float getFloat(String label) throws SQLException {
        return getFloat(findColumn(label));
    }

    @Override
    public double getDouble(int column) throws SQLException {
        return sum(column);
    }

    @Override
    public double getDouble(String label) throws SQLException {
        return getDouble(findColumn(label));
    }

    @Override
    public BigDecimal getBigDecimal(int column) throws SQLException {
        return BigDecimal.valueOf(sum(column));
    }

    @Override
    public BigDecimal getBigDecimal(String label) throws SQLException {
        return getBigDecimal(findColumn(label));
    }

    @Override
    @Deprecated
    public BigDecimal getBigDecimal(int column, int scale) throws SQLException {
        return getBigDecimal(column).setScale(scale, RoundingMode.HALF_UP);
    }

    @Override
    @Deprecated
    public BigDecimal getBigDecimal(String label, int scale) throws SQLException {
        return getBigDecimal(findColumn(label), scale);
    }

    @Override
    public String getString(int column) throws SQLException {
        return Long.toString(sum(column));
    }

    @Override
    public String getString(String label) throws SQLException {
        return getString(findColumn(label));
    }

    @Override
    public Object getObject(int column) throws SQLException {
        return sum(column);
    }

    @Override
    public Object getObject(String label) throws SQLException {
        return getObject(findColumn(label));
    }

    @Override
    public Object getObject(int column, Map<String, Class<?>> types) throws SQLException {
        return getObject(column);
    }

    @Override
    public Object getObject(String label, Map<String, Class<?>> types) throws SQLException {
        return getObject(findColumn(label));
    }

    @Override
    public <T> T getObject(int column, Class<T> type) throws SQLException {
        if (type == Long.class) {
            return type.cast(sum(column));
        }
        if (type == BigInteger.class) {
            return type.cast(BigInteger.valueOf(sum(column)));
        }
        throw new SQLException("conversion to " + type + " from int8 not supported", BAD_PARAMETER);
    }

    @Override
    public <T> T getObject(String label, Class<T> type) throws SQLException {
        return getObject(findColumn(label), type);
    }
}
