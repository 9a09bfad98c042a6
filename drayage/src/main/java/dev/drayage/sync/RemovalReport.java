package dev.drayage.sync;

import java.io.IOException;
import java.util.List;

/**
 * What became of names that were to go.
 *
 * @param removed those that are gone
 * @param changed those that mean something else by now, and are left
 * @param failures those that could not be taken away
 */
public record RemovalReport(List<ObsoleteName> removed, List<ObsoleteName> changed, List<Failure> failures) {
    /**
     * A name that stays though it was to go.
     *
     * @param name the name
     * @param cause why
     */
    public record Failure(ObsoleteName name, IOException cause) {}

    /** Copies the lists. */
    public RemovalReport {
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
        failures = List.copyOf(failures);
    }
}
