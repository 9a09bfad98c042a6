package dev.drayage.cli;

import static dev.drayage.cli.PlaceNames.ARCHIVE;
import static dev.drayage.cli.PlaceNames.CONTAINERD;
import static dev.drayage.cli.PlaceNames.CONTAINERD_ROOT;
import static dev.drayage.cli.PlaceNames.DOCKER_ARCHIVE;
import static dev.drayage.cli.PlaceNames.LAYOUT;
import static dev.drayage.cli.PlaceNames.REGISTRY;
import static dev.drayage.cli.PlaceNames.STORE;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ParseResult;

/**
 * Options that change how places of some kinds are read or written: refused where no such place is named. Variables of
 * the environment that set the same are for many commands, and say nothing where they do not apply.
 */
@SuppressWarnings("ImmutableEnumChecker") // its sets are
enum PlaceScope {
    ROOT("--root", Words.LOCAL_STORE, Set.of(STORE), Set.of(STORE)),
    NAMESPACE(
            "--namespace",
            Words.LOCAL_STORE + ", containerd: and containerd-root:",
            Set.of(STORE, CONTAINERD, CONTAINERD_ROOT),
            Set.of(STORE, CONTAINERD)),
    FOLLOW_LINKS("--follow-links", "layouts in directories that are read, oci:DIR", Set.of(LAYOUT), Set.of()),
    ZSTD_WINDOW(
            "--max-zstd-window",
            "compressed archives and for layers that are unpacked",
            Set.of(ARCHIVE, DOCKER_ARCHIVE),
            Set.of(DOCKER_ARCHIVE)),
    NAMES(
            "--max-names",
            "what docker save wrote, docker-archive:FILE or oci:DIR",
            Set.of(LAYOUT, ARCHIVE, DOCKER_ARCHIVE),
            Set.of()),
    VOLUMES("--volumes", Words.ARCHIVES, Set.of(ARCHIVE, DOCKER_ARCHIVE), Set.of()),
    WAIT("--wait", Words.ARCHIVES, Set.of(ARCHIVE, DOCKER_ARCHIVE), Set.of()),
    AUTH_FILE("--authfile", Words.REGISTRIES, Set.of(REGISTRY), Set.of(REGISTRY)),
    HOSTS_FOLDER("--hosts-dir", Words.REGISTRIES, Set.of(REGISTRY), Set.of(REGISTRY)),
    PLAIN_HTTP("--plain-http", Words.REGISTRIES, Set.of(REGISTRY), Set.of(REGISTRY)),
    RATE("--limit-rate", Words.REGISTRIES, Set.of(REGISTRY), Set.of(REGISTRY)),
    CONNECT_TIMEOUT("--connect-timeout", Words.REGISTRIES, Set.of(REGISTRY), Set.of(REGISTRY)),
    ADDRESS("--address", Words.DAEMON, Set.of(CONTAINERD), Set.of(CONTAINERD)),
    LOCAL_READS("--no-local-reads", "a running containerd that is read, containerd:NAME", Set.of(CONTAINERD), Set.of());

    private final String option;
    private final String words;
    private final Set<String> read;
    private final Set<String> written;

    /** What messages call places. */
    private static final class Words {
        private static final String ARCHIVES = "archives that are read, oci-archive:FILE.001";
        private static final String LOCAL_STORE = "the local store";
        private static final String REGISTRIES = "registries, docker://REF";
        private static final String DAEMON = "a running containerd, containerd:NAME";
    }

    PlaceScope(String option, String words, Set<String> read, Set<String> written) {
        this.option = option;
        this.words = words;
        this.read = read;
        this.written = written;
    }

    /**
     * Refuses the first option that was given and applies to none of the places.
     *
     * @param from places that are read
     * @param to places that are written
     * @param others options that apply whatever the places are
     * @throws WrongUseException that says what the option is for
     */
    static void require(ParseResult given, Set<String> from, Set<String> to, Set<PlaceScope> others) {
        Optional<PlaceScope> useless = Arrays.stream(values())
                .filter(scope -> given.hasMatchedOption(scope.option))
                .filter(scope -> !others.contains(scope)
                        && from.stream().noneMatch(scope.read::contains)
                        && to.stream().noneMatch(scope.written::contains))
                .findFirst();
        if (useless.isPresent()) {
            throw new WrongUseException(
                    useless.get().option + " is for " + useless.get().words + ", and has no effect here; leave it out");
        }
    }
}
