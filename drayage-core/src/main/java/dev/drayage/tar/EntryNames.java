package dev.drayage.tar;

import dev.drayage.json.Quotes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The one place where names of tar entries are put into normal form. */
public final class EntryNames {
    /** What Linux takes as a path. Names are kept in memory, so what a million of them may take has to end somewhere. */
    private static final int MAX_CHARS = 4096;

    private EntryNames() {}

    /**
     * The name as it is.
     *
     * @throws TarFieldException if it is longer than any path, or holds a NUL, where it ends for some readers
     */
    static String bounded(String name) throws TarFieldException {
        if (name.length() > MAX_CHARS) {
            throw new TarFieldException(
                    "the name " + Quotes.quote(name) + " has " + name.length() + " characters, more than " + MAX_CHARS);
        }
        if (name.indexOf(0) >= 0) {
            throw new TarFieldException("the name " + Quotes.quote(name) + " holds a NUL");
        }
        return name;
    }

    /**
     * The name without empty and {@code .} parts, so that {@code ./index.json} is {@code index.json}.
     *
     * @throws TarFieldException if it is absolute, climbs up with {@code ..}, holds a NUL, or is too long
     */
    public static String clean(String name) throws TarFieldException {
        bounded(name);
        if (name.startsWith("/")) {
            throw new TarFieldException("the name " + Quotes.quote(name) + " is absolute");
        }
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw new TarFieldException("the name " + Quotes.quote(name) + " leads out of the archive");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    /**
     * Where a symbolic link leads, from the top of the archive.
     *
     * @param link the name of the link, in normal form
     * @throws TarFieldException if it leads out of the archive
     */
    public static String follow(String link, String target) throws TarFieldException {
        Deque<String> parts = new ArrayDeque<>(List.of(link.split("/", -1)));
        parts.removeLast();
        String problem = "the link " + Quotes.quote(link) + " to " + Quotes.quote(target) + " leads out of the archive";
        if (target.startsWith("/")) {
            throw new TarFieldException(problem);
        }
        for (String part : target.split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    throw new TarFieldException(problem);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }
}
