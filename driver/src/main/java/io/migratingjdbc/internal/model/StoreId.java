package io.migratingjdbc.internal.model;

import java.util.regex.Pattern;

/** The stable name of a store ({@code [a-z0-9]{1,12}}); it survives migrations and prefixes minted instance ids. */
public record StoreId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]{1,12}");

    public StoreId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "Store id \"" + value + "\" is not 1 to 12 lower-case letters and digits, for example pg1");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
