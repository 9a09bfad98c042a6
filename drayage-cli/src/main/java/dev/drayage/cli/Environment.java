package dev.drayage.cli;

import org.jspecify.annotations.Nullable;

/** What the environment sets. */
final class Environment {
    private Environment() {}

    /** The value of a variable that is set and not empty. */
    static @Nullable String value(String name) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** The value of a variable that is set and not empty, or else another. */
    static String value(String name, String otherwise) {
        String value = value(name);
        return value == null ? otherwise : value;
    }

    /** Whether a variable is set to something that does not say no. */
    static boolean isSet(String name) {
        String value = value(name);
        return value != null && !value.equals("0") && !value.equalsIgnoreCase("false") && !value.equalsIgnoreCase("no");
    }
}
