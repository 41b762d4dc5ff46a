package io.migratingjdbc.tests.protocol;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.Writer;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.SQLType;
import java.sql.SQLWarning;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.concurrent.Executor;

/**
 * Arguments for any JDBC method, made from the types of its parameters.
 *
 * @param number every number
 * @param text every string
 * @param nulls whether all else is null
 */
record Samples(int number, String text, boolean nulls) {

    Object[] arguments(Method method) {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = of(types[i]);
        }
        return arguments;
    }

    Object of(Class<?> type) {
        if (type == int.class) {
            return number;
        } else if (type == long.class) {
            return (long) number;
        } else if (type == short.class) {
            return (short) number;
        } else if (type == byte.class) {
            return (byte) number;
        } else if (type == float.class) {
            return (float) number;
        } else if (type == double.class) {
            return (double) number;
        } else if (type == boolean.class) {
            return number > 0;
        } else if (type == String.class) {
            return text;
        }
        return nulls ? null : object(type);
    }

    private Object object(Class<?> type) {
        if (type.isArray()) {
            Object array = Array.newInstance(type.getComponentType(), 1);
            Array.set(array, 0, of(type.getComponentType()));
            return array;
        } else if (type == Object.class) {
            return text;
        } else if (type == BigDecimal.class) {
            return BigDecimal.valueOf(number);
        } else if (type == Date.class) {
            return Date.valueOf("2020-02-29");
        } else if (type == Time.class) {
            return Time.valueOf("12:34:56");
        } else if (type == Timestamp.class) {
            return Timestamp.from(Instant.EPOCH);
        } else if (type == Calendar.class) {
            return new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        } else if (type == InputStream.class) {
            return new ByteArrayInputStream("stream".getBytes(StandardCharsets.UTF_8));
        } else if (type == Reader.class) {
            return new StringReader("reader");
        } else if (type == PrintWriter.class) {
            return new PrintWriter(Writer.nullWriter());
        } else if (type == URL.class) {
            return url();
        } else if (type == Map.class) {
            return Map.of();
        } else if (type == Properties.class) {
            return new Properties();
        } else if (type == Class.class) {
            return String.class;
        } else if (type == Executor.class) {
            return (Executor) Runnable::run;
        } else if (type == SQLType.class) {
            return JDBCType.VARCHAR;
        } else if (type == SQLWarning.class) {
            return new SQLWarning(text);
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        } else if (type.isInterface()) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, Samples::nothing);
        }
        throw new IllegalArgumentException("No sample of " + type);
    }

    private static URL url() {
        try {
            return URI.create("http://localhost/").toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A stranger's object, which knows only itself. */
    private static Object nothing(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "a sample";
            default -> throw new UnsupportedOperationException(method.toString());
        };
    }
}
