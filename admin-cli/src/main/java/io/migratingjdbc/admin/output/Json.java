package io.migratingjdbc.admin.output;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes values as JSON: records by their components, enums in lower case, durations in seconds, all else that is no
 * number, boolean, map or collection by its text.
 */
public final class Json {
    private final StringBuilder json = new StringBuilder();

    private Json() {}

    public static String of(Object value) {
        Json writer = new Json();
        writer.value(value, 0);
        return writer.json.toString();
    }

    private void value(Object value, int depth) {
        if (value instanceof Optional<?> optional) {
            value(optional.orElse(null), depth);
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            json.append(value);
        } else if (value instanceof Enum<?> constant) {
            string(constant.name().toLowerCase(Locale.ROOT));
        } else if (value instanceof Duration duration) {
            json.append(duration.toMillis() / 1000.0);
        } else if (value instanceof Map<?, ?> map) {
            object(map, depth);
        } else if (value instanceof Collection<?> collection) {
            array(collection, depth);
        } else if (value.getClass().isRecord() && !hasOwnText(value.getClass())) {
            object(components(value), depth);
        } else {
            string(value.toString());
        }
    }

    /** A record that is one name, such as a store id, has a toString of its own; the compiler's is final. */
    private static boolean hasOwnText(Class<?> type) {
        try {
            return !Modifier.isFinal(type.getDeclaredMethod("toString").getModifiers());
        } catch (NoSuchMethodException none) {
            return false;
        }
    }

    private static Map<String, Object> components(Object value) {
        Map<String, Object> components = new LinkedHashMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                components.put(component.getName(), component.getAccessor().invoke(value));
            } catch (ReflectiveOperationException unreadable) {
                throw new IllegalStateException("Cannot read " + component, unreadable);
            }
        }
        return components;
    }

    private void object(Map<?, ?> map, int depth) {
        json.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.append(separator);
            separator = ",";
            line(depth + 1);
            string(entry.getKey() instanceof Enum<?> key ? key.name().toLowerCase(Locale.ROOT) : entry.getKey() + "");
            json.append(": ");
            value(entry.getValue(), depth + 1);
        }
        close('}', depth, map.isEmpty());
    }

    private void array(Collection<?> values, int depth) {
        json.append('[');
        String separator = "";
        for (Object element : values) {
            json.append(separator);
            separator = ",";
            line(depth + 1);
            value(element, depth + 1);
        }
        close(']', depth, values.isEmpty());
    }

    private void close(char bracket, int depth, boolean empty) {
        if (!empty) {
            line(depth);
        }
        json.append(bracket);
    }

    private void line(int depth) {
        json.append('\n').append("  ".repeat(depth));
    }

    private void string(String text) {
        json.append('"');
        for (char character : text.toCharArray()) {
            switch (character) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (character < 0x20) {
                        json.append(String.format("\\u%04x", (int) character));
                    } else {
                        json.append(character);
                    }
                }
            }
        }
        json.append('"');
    }
}
