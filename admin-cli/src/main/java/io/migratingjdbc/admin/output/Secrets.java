package io.migratingjdbc.admin.output;

import java.util.regex.Pattern;

/** Takes passwords out of texts that come from elsewhere, such as a driver's message that quotes the URL. */
public final class Secrets {
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)(password|passwd|pwd|secret)(\\s*[=:]\\s*)[^&;,\\s\"')]*");
    private static final Pattern USER_INFO = Pattern.compile("//([^/@:\\s]*):[^/@\\s]*@");

    private Secrets() {}

    public static String hide(String text) {
        String parameters = PARAMETER.matcher(text).replaceAll("$1$2***");
        return USER_INFO.matcher(parameters).replaceAll("//$1:***@");
    }
}
