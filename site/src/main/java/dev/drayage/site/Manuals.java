package dev.drayage.site;

import java.util.List;

/** The manual of each command, as pages. */
final class Manuals {
    private Manuals() {}

    static List<Page> read() {
        return List.of();
    }
}
