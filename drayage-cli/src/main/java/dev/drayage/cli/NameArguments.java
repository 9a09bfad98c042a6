package dev.drayage.cli;

import dev.drayage.place.PlaceName;
import dev.drayage.sync.NameMap;
import dev.drayage.sync.Sync;
import java.util.List;
import picocli.CommandLine.Option;

/** What images are called where many of them go to. */
final class NameArguments {
    @Option(
            names = "--scoped",
            description = "Keep the registry's name in the path below the prefix, as in"
                    + " HOST/PREFIX/docker.io/library/alpine.")
    private boolean scoped;

    @Option(
            names = "--map",
            paramLabel = "FROM=TO",
            description = "Give names that begin with FROM, registry included, the beginning TO instead, below the"
                    + " prefix in a registry. Repeatable; the longest FROM counts.")
    private List<String> rules = List.of();

    /** Whether anything was said of names. */
    boolean areGiven() {
        return scoped || !rules.isEmpty();
    }

    /** The names of images at a place. */
    NameMap of(PlaceName to) {
        if (scoped && !Sync.hasPaths(to)) {
            throw new WrongUseException("--scoped is for registries, docker://HOST, and has no effect here: images keep"
                    + " their whole names in " + to + "; leave it out");
        }
        return NameMap.parse(rules, scoped);
    }
}
