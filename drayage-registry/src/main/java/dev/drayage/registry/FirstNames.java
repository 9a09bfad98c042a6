package dev.drayage.registry;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The first few of many names after a given one, in lexical order of their characters, whatever order they come in.
 * Registries list in their own: by age, by the walk of a directory, without regard to case. For one thread.
 */
final class FirstNames implements Registry.Names {
    private final String after;
    private final int limit;
    private final NavigableSet<String> first = new TreeSet<>();

    FirstNames(String after, int limit) {
        this.after = after;
        this.limit = limit;
    }

    @Override
    public void name(String name) {
        if (name.compareTo(after) > 0 && (first.size() < limit || name.compareTo(first.last()) < 0)) {
            first.add(name);
            if (first.size() > limit) {
                first.pollLast();
            }
        }
    }

    List<String> names() {
        return List.copyOf(first);
    }
}
