package dev.drayage.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ParseResult;

/** Options that change how places of one kind are read: refused where no such place is named. */
@SuppressWarnings("ImmutableEnumChecker") // its sets are
enum PlaceScope {
    FOLLOW_LINKS("--follow-links", "layouts in directories, oci:DIR", Transport.LAYOUT),
    ZSTD_WINDOW(
            "--max-zstd-window",
            "compressed archives and for layers that are unpacked",
            Transport.ARCHIVE,
            Transport.DOCKER_ARCHIVE),
    PLAIN_HTTP("--plain-http", "registries, docker://REF", Transport.REGISTRY),
    RATE("--limit-rate", "registries, docker://REF", Transport.REGISTRY),
    CONNECT_TIMEOUT("--connect-timeout", "registries, docker://REF", Transport.REGISTRY),
    ADDRESS("--address", "a running containerd, containerd:NAME", Transport.CONTAINERD),
    LOCAL_READS("--no-local-reads", "a running containerd, containerd:NAME", Transport.CONTAINERD);

    private final String option;
    private final String words;
    private final Set<Transport> transports;

    PlaceScope(String option, String words, Transport first, Transport... more) {
        this.option = option;
        this.words = words;
        this.transports = Collections.unmodifiableSet(EnumSet.of(first, more));
    }

    /**
     * Refuses the first option that was given and applies to none of the places.
     *
     * @param others options that apply whatever the places are
     * @throws WrongUseException that says what the option is for
     */
    static void require(ParseResult given, Collection<Transport> places, Set<PlaceScope> others) {
        Optional<PlaceScope> useless = Arrays.stream(values())
                .filter(scope -> given.hasMatchedOption(scope.option))
                .filter(scope -> !others.contains(scope) && places.stream().noneMatch(scope.transports::contains))
                .findFirst();
        if (useless.isPresent()) {
            throw new WrongUseException(
                    useless.get().option + " is for " + useless.get().words + ", and has no effect here; leave it out");
        }
    }
}
