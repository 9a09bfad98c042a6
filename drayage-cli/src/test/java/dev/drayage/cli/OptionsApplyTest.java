package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every option of every command applies, or is refused: a new one has to be put into one of these tables. */
class OptionsApplyTest {
    /** Options about places, as they are given; then where they apply when that is read, and when it is written. */
    private static final Map<String, List<Set<String>>> SCOPED = Map.ofEntries(
            Map.entry("--root DIR/store", List.of(Set.of("app"), Set.of("app"))),
            Map.entry(
                    "--namespace other",
                    List.of(
                            Set.of("app", "containerd:app", "containerd-root:DIR/no"),
                            Set.of("app", "containerd:app"))),
            Map.entry("--follow-links", List.of(Set.of("oci:DIR/no"), Set.of())),
            Map.entry(
                    "--max-zstd-window 1GiB",
                    List.of(
                            Set.of("oci-archive:DIR/no.tar", "docker-archive:DIR/no.tar"),
                            Set.of("docker-archive:DIR/no.tar"))),
            Map.entry(
                    "--max-names 100",
                    List.of(Set.of("oci:DIR/no", "oci-archive:DIR/no.tar", "docker-archive:DIR/no.tar"), Set.of())),
            Map.entry(
                    "--volumes DIR", List.of(Set.of("oci-archive:DIR/no.tar", "docker-archive:DIR/no.tar"), Set.of())),
            Map.entry("--wait", List.of(Set.of("oci-archive:DIR/no.tar", "docker-archive:DIR/no.tar"), Set.of())),
            Map.entry("--authfile DIR/auth.json", registries()),
            Map.entry("--hosts-dir DIR", registries()),
            Map.entry("--plain-http", registries()),
            Map.entry("--limit-rate 1M", registries()),
            Map.entry("--connect-timeout 1s", registries()),
            Map.entry("--address DIR/no.sock", List.of(Set.of("containerd:app"), Set.of("containerd:app"))),
            Map.entry("--no-local-reads", List.of(Set.of("containerd:app"), Set.of())));

    private static final List<String> PLACES = List.of(
            "app",
            "oci:DIR/no",
            "oci-archive:DIR/no.tar",
            "docker-archive:DIR/no.tar",
            "docker://127.0.0.1:1/app",
            "containerd:app",
            "registry-storage:DIR/no:app:v1",
            "containerd-root:DIR/no");

    private static final Set<String> OF_STORE = Set.of("--root", "--namespace");
    private static final Set<String> OF_REGISTRIES =
            Set.of("--authfile", "--hosts-dir", "--plain-http", "--limit-rate", "--connect-timeout");
    private static final Set<String> OF_CHOICE = Set.of(
            "--platform",
            "--sparse-index",
            "--no-sparse-index",
            "--all-platforms",
            "--missing",
            "--skip-non-distributable",
            "--include-non-distributable",
            "--threads",
            "--format",
            "--compress");

    /** What else commands have, which applies whatever the places are, or is in {@link #usage}. */
    private static final Map<String, Set<String>> OTHERS = Map.ofEntries(
            Map.entry(
                    "export",
                    with(
                            OF_CHOICE,
                            "--output",
                            "--name",
                            "--no-docker-manifest",
                            "--no-sync",
                            "--referrers",
                            "--list",
                            "--lock",
                            "--base",
                            "--delta",
                            "--fill-from",
                            "--split")),
            Map.entry("import", with(OF_CHOICE, "--name", "--base-name", "--verify-diff-ids", "--base", "--fill-from")),
            Map.entry(
                    "copy",
                    with(
                            OF_CHOICE,
                            "--referrers",
                            "--force",
                            "--base",
                            "--fill-from",
                            "--delta-from",
                            "--prefix",
                            "--map",
                            "--scoped")),
            Map.entry(
                    "sync",
                    Set.of(
                            "--to",
                            "--lock",
                            "--update",
                            "--delete",
                            "--max-wait",
                            "--fill-from",
                            "--dry-run",
                            "--platform",
                            "--referrers",
                            "--concurrency",
                            "--scoped",
                            "--map")),
            Map.entry("ls", Set.of("--platform", "--filter", "--digests")),
            Map.entry("inspect", Set.of("--platform", "--raw", "--config", "--format")),
            Map.entry("digest", Set.of("--platform")),
            Map.entry("tree", Set.of("--platform")),
            Map.entry("verify", Set.of("--platform", "--base", "--list", "--map", "--scoped")),
            Map.entry("diff", Set.of("--platform", "--layers", "--no-files", "--ignore")),
            Map.entry("delta create", Set.of("--output", "--force", "--temp")),
            Map.entry("delta apply", Set.of("--force", "--temp")),
            Map.entry("delta inspect", Set.of()),
            Map.entry("repair", Set.of("--from", "--report-only")),
            Map.entry("tag", with(OF_STORE, "--force")),
            Map.entry("rm", OF_STORE),
            Map.entry("label", OF_STORE),
            Map.entry(
                    "gc",
                    with(
                            OF_STORE,
                            "--dry-run",
                            "--rebuild",
                            "--grace",
                            "--untagged",
                            "--keep",
                            "--rules",
                            "--pulls",
                            "--plan",
                            "--apply",
                            "--stopped",
                            "--quarantine",
                            "--settle",
                            "--uploads",
                            "--ignore-damage",
                            "--max-requests",
                            "--parallel")),
            Map.entry("ingest ls", OF_STORE),
            Map.entry("ingest abort", OF_STORE),
            Map.entry("lease create", with(OF_STORE, "--id", "--expires", "--label")),
            Map.entry("lease ls", OF_STORE),
            Map.entry("lease rm", OF_STORE),
            Map.entry("store init", Set.of("--root")),
            Map.entry("store check", Set.of("--root")),
            Map.entry("store migrate", Set.of("--root")),
            Map.entry("store adopt", OF_STORE),
            Map.entry(
                    "serve registry",
                    Set.of(
                            "--map",
                            "--writable",
                            "--cache",
                            "--revalidate",
                            "--max-size",
                            "--listen",
                            "--tls-cert",
                            "--tls-key",
                            "--max-rate",
                            "--max-connections",
                            "--max-blob",
                            "--access-log",
                            "--htpasswd",
                            "--token-realm",
                            "--token-service",
                            "--token-issuer",
                            "--token-keys",
                            "--anonymous")),
            Map.entry("serve content", with(OF_STORE, "--socket", "--by-header")),
            Map.entry("tags", OF_REGISTRIES),
            Map.entry("repositories", OF_REGISTRIES),
            Map.entry("delete", OF_REGISTRIES),
            Map.entry("login", with(OF_REGISTRIES, "--username", "--password-stdin")),
            Map.entry("logout", OF_REGISTRIES));

    private static final Set<String> OF_EVERY_COMMAND = Set.of("--help", "--version", "--json", "--quiet", "--debug");

    @TempDir
    private static Path directory;

    private static List<Set<String>> registries() {
        Set<String> registry = Set.of("docker://127.0.0.1:1/app");
        return List.of(registry, registry);
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return all;
    }

    @BeforeAll
    static void makePlaces() throws IOException {
        new SampleImage().layout(directory.resolve("whole"));
        Files.writeString(directory.resolve("auth.json"), "{}");
    }

    private static Invocation run(String line) {
        return dray((Object[]) line.replace("DIR", directory.toString()).split(" ", -1));
    }

    private static void assertApplies(boolean applies, String line) {
        Invocation run = run(line);
        if (applies) {
            assertThat(run.exitCode()).as(run.toString()).isNotEqualTo(ExitCode.USAGE);
        } else {
            assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.USAGE);
            assertThat(run.message()).contains("is for ").contains("has no effect here");
        }
    }

    static Stream<String> scoped() {
        return SCOPED.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("scoped")
    void anOptionAboutPlacesAppliesToThoseThatAreRead(String option) {
        Set<String> read = Objects.requireNonNull(SCOPED.get(option)).get(0);
        for (String place : PLACES) {
            boolean applies = read.contains(place);
            for (String command : List.of("inspect", "digest", "tree", "ls")) {
                assertApplies(applies, command + " " + place + " " + option);
            }
            boolean unpacks = option.startsWith("--max-zstd-window");
            assertApplies(applies || unpacks, "verify " + place + " " + option);
            assertApplies(applies, "export -o DIR/out.tar " + place + " " + option);
            boolean toStore = option.startsWith("--root") || option.startsWith("--namespace");
            if (!place.equals("app")) {
                assertApplies(applies || toStore, "import " + place + " " + option);
                assertApplies(applies || unpacks || toStore, "import --verify-diff-ids " + place + " " + option);
            }
            assertApplies(applies || unpacks, "export --compress zstd -o DIR/out.tar " + place + " " + option);
        }
    }

    @ParameterizedTest
    @MethodSource("scoped")
    void anOptionAboutPlacesAppliesToThatWhichIsWritten(String option) {
        Set<String> read = Objects.requireNonNull(SCOPED.get(option)).get(0);
        Set<String> written = Objects.requireNonNull(SCOPED.get(option)).get(1);
        for (String from : PLACES) {
            for (String to : PLACES) {
                if (!from.equals(to) && !to.startsWith("containerd-root:")) {
                    boolean applies = read.contains(from) || written.contains(to);
                    assertApplies(applies, "copy " + from + " " + to + " " + option);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls --follow-links",
                "ls --max-zstd-window 1GiB",
                "ls --authfile DIR/auth.json",
                "ls --hosts-dir DIR",
                "ls --plain-http",
                "ls --limit-rate 1M",
                "ls --connect-timeout 1s",
                "ls --address DIR/no.sock",
                "ls --no-local-reads"
            })
    void whatIsListedWithoutAPlaceIsTheLocalStore(String line) {
        assertApplies(false, line);
        assertApplies(true, "ls --root DIR/no --namespace other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gc --namespace other --root DIR/no",
                "gc --rebuild --dry-run --root DIR/no",
                "inspect oci:DIR/whole:v1 --raw --json",
                "inspect oci:DIR/whole:v1 --config --platform linux/amd64 --json",
                "inspect oci:DIR/whole:v1 --format {{.Digest}} --json",
                "inspect oci:DIR/whole:v1 --raw --config",
                "import oci:DIR/whole:v1 --name app:v1 --base-name app --root DIR/no",
                "export oci:DIR/whole -o DIR/out.tar --skip-non-distributable --include-non-distributable",
                "export oci:DIR/whole -o DIR/out.tar --sparse-index --no-sparse-index",
                "export oci:DIR/whole -o DIR/out.tar --all-platforms --sparse-index",
                "export oci:DIR/whole -o DIR/out.tar --no-sparse-index",
                "export oci:DIR/whole -o DIR/out.tar --all-platforms --platform linux/amd64 --no-docker-manifest",
                "export oci:DIR/whole --base oci:DIR/whole -o DIR/out.tar --no-docker-manifest",
                "export oci:DIR/whole --base oci:DIR/whole -o DIR/out.tar --all-platforms --platform linux/amd64",
                "export oci:DIR/whole --delta -o DIR/out.tar",
                "copy oci:DIR/whole oci:DIR/no --delta-from oci:DIR/whole:v1 --compress zstd",
                "copy oci:DIR/whole oci:DIR/no --base oci:DIR/whole",
                "import oci:DIR/whole --base oci:DIR/whole --root DIR/no",
                "verify oci:DIR/whole --base oci:DIR/whole",
                "export oci:DIR/whole -o - --split 1M",
                "export oci:DIR/whole -o DIR/out.tar --split 100K",
                "export oci:DIR/whole -o DIR/out.tar --split 1.M",
                "export oci:DIR/whole -o DIR/out.tar --split FAT16",
                "export oci:DIR/whole -o - --no-sync",
                "export oci:DIR/whole -o /dev/null --no-sync",
                "export oci:DIR/whole -o DIR/out.tar --referrers --compress zstd",
                "import oci:DIR/whole --all-platforms --platform linux/amd64 --root DIR/no",
                "copy oci:DIR/whole:v1 oci:DIR/no --all-platforms --platform linux/amd64",
                "copy oci:DIR/whole:v1 oci:DIR/no --force",
                "copy oci:DIR/whole:v1 docker-archive:- --force",
                "copy oci:DIR/whole:v1 oci-archive:/dev/stdout --force",
                "copy oci:DIR/whole:v1 docker-archive:DIR/out.tar --sparse-index",
                "copy oci:DIR/whole:v1 docker-archive:DIR/out.tar --skip-non-distributable",
                "copy oci:DIR/whole:v1 docker-archive:DIR/out.tar --format oci",
                "copy oci:DIR/whole:v1 oci:DIR/no --format oci --referrers",
                "export -o DIR/out.tar",
                "export oci:DIR/whole --list DIR/auth.json -o DIR/out.tar",
                "export oci:DIR/whole --lock DIR/auth.json -o DIR/out.tar",
                "verify oci:DIR/whole --map a=b",
                "verify oci:DIR/whole --list DIR/auth.json --platform linux/amd64",
                "verify oci:DIR/whole --list DIR/auth.json --max-zstd-window 1GiB",
                "verify oci:DIR/whole:v1 --list DIR/auth.json",
                "verify oci:DIR/whole oci:DIR/whole --list DIR/auth.json",
                "copy oci:DIR/whole oci-archive:DIR/out.tar --prefix",
                "copy oci:DIR/whole oci:DIR/no --scoped",
                "copy oci:DIR/whole docker://127.0.0.1:1/a --map a",
                "copy oci:DIR/whole docker://127.0.0.1:1/a --map a=b --referrers --platform linux/amd64",
                "sync DIR/auth.json --to oci:DIR/no --scoped",
                "sync DIR/auth.json --to oci:DIR/no --update",
                "sync DIR/auth.json --to oci:DIR/no --delete",
                "sync DIR/auth.json --to oci:DIR/no --lock DIR/no.lock --delete=some",
                "sync DIR/auth.json --to containerd: --delete=all",
                "sync DIR/auth.json --to oci:DIR/no --max-wait long",
                "sync DIR/auth.json --to oci:DIR/no --fill-from docker-archive:-",
                "sync DIR/auth.json --to oci:DIR/no:v1",
                "sync DIR/auth.json --to oci-archive:DIR/no",
                "sync DIR/auth.json --to docker://127.0.0.1:1/m --map a",
                "sync DIR/auth.json --to docker://127.0.0.1:1/m --map a=b --map a=c",
                "sync DIR/auth.json --to containerd-root:DIR/no",
                "ls oci:DIR/whole --filter name~=app",
                "ls --platform linux/amd64",
                "serve content --socket DIR/s.sock --by-header --namespace other",
                "serve registry oci:DIR/whole --revalidate 1m",
                "serve registry oci:DIR/whole --max-size 1G",
                "serve registry oci:DIR/whole --max-blob 1G",
                "serve registry oci:DIR/whole --anonymous",
                "serve registry oci:DIR/whole --tls-cert DIR/auth.json",
                "serve registry oci:DIR/whole --tls-key DIR/auth.json",
                "serve registry oci:DIR/whole --token-realm https://auth.example/token",
                "serve registry oci:DIR/whole --htpasswd DIR/auth.json --token-issuer me",
                "serve registry oci:DIR/whole --max-rate=-1",
                "serve registry oci:DIR/whole --map team",
                "serve registry oci:DIR/whole --map a=oci:DIR/whole --map a=oci:DIR/whole",
                "serve registry oci:DIR/whole:v1",
                "serve registry oci:DIR/whole --listen 5000",
                "serve registry oci:DIR/whole --root DIR/no",
                "serve registry docker://alpine",
                "login 127.0.0.1:1 --password-stdin",
                "logout 127.0.0.1:1 --authfile DIR/auth.json --hosts-dir DIR",
                "logout 127.0.0.1:1 --authfile DIR/auth.json --plain-http",
                "logout 127.0.0.1:1 --authfile DIR/auth.json --limit-rate 1M",
                "logout 127.0.0.1:1 --authfile DIR/auth.json --connect-timeout 1s"
            })
    void usage(String line) {
        Invocation run = run(line);
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.USAGE);
        assertThat(directory.resolve("no")).doesNotExist();
        assertThat(directory.resolve("out.tar")).doesNotExist();
    }

    @Test
    void everyOptionIsInATable() {
        for (String name : CommandList.NAMES) {
            if (!name.equals("generate-completion")) {
                CommandSpec command = CommandSpec.forAnnotatedObject(
                        CommandList.type(name), new CommandFactory(Terminal.of(System.out, System.err)));
                if (command.subcommands().isEmpty()) {
                    assertInTables(name, command);
                }
                command.subcommands().forEach((word, line) -> assertInTables(name + " " + word, line.getCommandSpec()));
            }
        }
    }

    private static void assertInTables(String name, CommandSpec command) {
        Set<String> known = new TreeSet<>(OF_EVERY_COMMAND);
        known.addAll(OTHERS.getOrDefault(name, Set.of()));
        boolean takesPlaces = command.findOption("--follow-links") != null;
        if (takesPlaces) {
            SCOPED.keySet().forEach(option -> known.add(option.replaceFirst(" .*", "")));
        }
        List<String> options = new ArrayList<>();
        command.options().stream().map(OptionSpec::longestName).forEach(options::add);
        assertThat(known).as(name).containsAll(options);
        assertThat(options).as(name).containsAll(OTHERS.getOrDefault(name, Set.of()));
    }
}
