package dev.drayage.registry.http;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passes on what registries want their users to know ({@code Warning} headers), each only once. Thread-safe. */
final class Warnings {
    /** The one form that the distribution specification allows: no agent, no date. */
    private static final Pattern WARNING = Pattern.compile("299 - \"((?:[^\"\\\\]|\\\\.){1,4096}+)\"");

    /** More than this, and somebody is playing. */
    private static final int MAX = 100;

    private final BiConsumer<String, String> listener;
    private final Set<String> told = new HashSet<>();

    Warnings(BiConsumer<String, String> listener) {
        this.listener = listener;
    }

    void note(String host, Collection<String> headers) {
        for (String header : headers) {
            Matcher warning = WARNING.matcher(header);
            while (warning.find()) {
                String text = warning.group(1).replaceAll("\\\\(.)", "$1");
                if (isNew(host + " " + text)) {
                    listener.accept(host, text);
                }
            }
        }
    }

    private synchronized boolean isNew(String warning) {
        return told.size() < MAX && told.add(warning);
    }
}
