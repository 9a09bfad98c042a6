package dev.drayage.storage;

import dev.drayage.json.Quotes;
import dev.drayage.oci.Reference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What repositories are called, for a storage does not know the name of its registry. One whose path begins with the name of
 * a registry, as mirrors keep them, is called by its path: {@code ghcr.io/team/app}; a port has an underscore in the path.
 * Any other is of a registry without a name of its own, {@code registry.localhost/library/alpine}. Each path has one name, and
 * each name one path.
 */
final class StorageNames {
    /** What precedes the path of a repository that names no registry: nothing that is the name of another one. */
    static final String BASE = "registry.localhost";

    private static final Pattern PORT_IN_PATH = Pattern.compile("([^/_]+)_([0-9]+)(/.+)");
    private static final Pattern PORT_IN_NAME = Pattern.compile("([^/:_]+):([0-9]+)(/.+)");

    private StorageNames() {}

    /** Whether a registry can have a repository at this path. */
    static boolean isPath(String path) {
        try {
            return new Reference(BASE, path, null, null).path().equals(path);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether it can be a tag. */
    static boolean isTag(String tag) {
        try {
            return tag.equals(new Reference(BASE, "any", tag, null).tag());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The name of the repository at a path. */
    static String name(String path) {
        Matcher port = PORT_IN_PATH.matcher(path);
        if (port.matches()) {
            return port.group(1) + ":" + port.group(2) + port.group(3);
        }
        return namesRegistry(path) ? path : BASE + "/" + path;
    }

    private static boolean namesRegistry(String path) {
        int slash = path.indexOf('/');
        String first = slash < 0 ? "" : path.substring(0, slash);
        return !first.equals(BASE) && (first.equals("localhost") || first.indexOf('.') > 0);
    }

    /**
     * The path of the repository of a name.
     *
     * @throws IllegalArgumentException if no registry can have one; the message is a sentence
     */
    static String path(String name) {
        String path = name;
        Matcher port = PORT_IN_NAME.matcher(name);
        if (port.matches()) {
            path = port.group(1) + "_" + port.group(2) + port.group(3);
        } else if (name.startsWith(BASE + "/")) {
            path = name.substring(BASE.length() + 1);
        }
        if (!isPath(path)) {
            throw new IllegalArgumentException("a registry's storage can have no repository " + Quotes.quote(name)
                    + ": a name has parts of lower-case letters and digits, joined by one of . _ __ - and separated by /;"
                    + " name another one, as in registry-storage:DIR:REPO");
        }
        return path;
    }
}
