package dev.drayage.cli;

import dev.drayage.name.EditDistance;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Options that other tools have, and what is written for them here. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are
enum ForeignOption {
    TLS(
            "--plain-http",
            "--plain-http speaks without TLS; --hosts-dir DIR trusts the certificates in DIR/HOST:PORT, or any with"
                    + " skip_verify = true in a hosts.toml there",
            "--tls-verify",
            "--src-tls-verify",
            "--dest-tls-verify",
            "--insecure",
            "--insecure-registry",
            "--from-insecure",
            "--to-insecure",
            "--from-plain-http",
            "--to-plain-http",
            "--skip-verify",
            "--tls",
            "-k"),
    CERTIFICATES(
            "--hosts-dir",
            "certificates lie in DIR/HOST:PORT of --hosts-dir DIR",
            "--cert-dir",
            "--src-cert-dir",
            "--dest-cert-dir",
            "--ca-file",
            "--from-ca-file",
            "--to-ca-file",
            "--cert-file",
            "--key-file",
            "--tlscacert",
            "--tlscert",
            "--tlskey",
            "--tlsverify",
            "--ca",
            "--cacert",
            "--cert"),
    PASSWORD(
            "--password-stdin",
            "--password-stdin reads the password from standard input, where no other program sees it",
            "--password",
            "-p",
            "--pass",
            "--pass-stdin"),
    CREDENTIALS(
            "--authfile",
            "dray login HOST keeps credentials, and those of docker login and podman login are found too",
            "--creds",
            "--src-creds",
            "--dest-creds",
            "--username",
            "--src-username",
            "--dest-username",
            "--from-username",
            "--to-username",
            "--password",
            "--src-password",
            "--dest-password",
            "--from-password",
            "--to-password",
            "--password-stdin",
            "--user",
            "-u",
            "--registry-token",
            "--src-registry-token",
            "--dest-registry-token",
            "--identity-token"),
    NO_CREDENTIALS(
            "--authfile", "--authfile /dev/null has none used", "--no-creds", "--src-no-creds", "--dest-no-creds"),
    CREDENTIAL_FILE(
            "--authfile",
            "--authfile FILE is for all registries of a command",
            "--src-authfile",
            "--dest-authfile",
            "--registry-config",
            "--from-registry-config",
            "--to-registry-config",
            "--compat-auth-file"),
    PLATFORM(
            "--platform",
            "write PLATFORM",
            "--override-arch",
            "--override-os",
            "--override-variant",
            "--arch",
            "--os",
            "--variant",
            "-p"),
    EVERY_PLATFORM(
            "--all-platforms",
            "every platform is taken without it; --all-platforms fails if one is not wholly there",
            "--all",
            "-a",
            "--multi-arch"),
    DIGESTS_STAY(null, "leave it out, for digests stay as they are", "--preserve-digests"),
    PACKING(
            "--compress",
            "write --compress gzip, zstd or none",
            "--dest-compress",
            "--dest-compress-format",
            "--dest-compress-level",
            "--dest-decompress",
            "--dest-force-compress-format",
            "--compression",
            "--compression-format",
            "--compression-level",
            "--force-compression"),
    INPUT(null, "the file is written without it: dray import FILE", "--input", "-i"),
    OUTPUT("--platform", "the destination is written without it, after the source", "--output", "-o"),
    NAMESPACE("--namespace", "write --namespace NAME", "-n"),
    ADDRESS("--address", "write --address SOCKET", "-a"),
    DEBUG("--debug", "write --debug", "--verbose", "-v", "-D", "-d", "--log-level", "--trace"),
    RETRIES(
            null,
            "leave it out, for what fails in the network is tried again anyway",
            "--retry-times",
            "--retry-delay",
            "--retry",
            "--command-timeout",
            "--timeout"),
    RESULTS("--json", "--json prints digests with all results", "--digestfile", "--metadata-file", "--iidfile"),
    THREADS(
            "--threads",
            "write --threads N",
            "--image-parallel-copies",
            "--concurrency",
            "--jobs",
            "-j",
            "--concurrent-limit",
            "--max-concurrent-downloads"),
    REFERRERS("--referrers", "write --referrers", "--recursive", "-r", "--digest-tags", "--include-referrers"),
    FOREIGN_LAYERS(
            "--include-non-distributable",
            "write --include-non-distributable",
            "--include-external",
            "--allow-nondistributable-artifacts"),
    FURTHER_NAMES(null, "copy once more, or type: dray tag NAME OTHER", "--additional-tag", "--tag", "-t"),
    NAME("--name", "write --name REF", "--index-name", "--image-name", "--tag", "-t"),
    BASE_NAME("--base-name", "write --base-name REPOSITORY", "--prefix", "--repository"),
    DOCKER_MANIFEST("--no-docker-manifest", "write --no-docker-manifest", "--skip-manifest-json"),
    SIGNATURES(
            null,
            "leave it out, for no signatures are made or checked; --referrers of dray copy takes them along",
            "--remove-signatures",
            "--sign-by",
            "--sign-by-sigstore",
            "--sign-by-sigstore-private-key",
            "--sign-by-sq-fingerprint",
            "--sign-passphrase-file",
            "--sign-identity",
            "--policy",
            "--insecure-policy",
            "--registries.d",
            "--disable-content-trust"),
    FULL_DIGESTS("--digests", "write --digests", "--no-trunc", "--full", "--full-ref"),
    LAYOUT(
            null,
            "a layout is named oci:DIR:TAG",
            "--from-oci-layout",
            "--to-oci-layout",
            "--oci-layout",
            "--from-oci-layout-path",
            "--to-oci-layout-path",
            "--oci-layout-path"),
    DAEMON(
            null,
            "no daemon of Docker is spoken to; docker save and docker load write and read docker-archive:FILE",
            "--src-daemon-host",
            "--dest-daemon-host",
            "--daemon-host",
            "--host",
            "-H"),
    NEEDLESS(
            null,
            "leave it out, there is nothing like it here",
            "--src-shared-blob-dir",
            "--dest-shared-blob-dir",
            "--snapshotter",
            "--no-unpack",
            "--unpack",
            "--local",
            "--discard-unpacked-layers",
            "--compress-blobs",
            "--cache_path",
            "--user-agent",
            "--yes",
            "-y",
            "--no-prune",
            "--sync",
            "--all-tags",
            "--scoped"),
    TEMPORARY(null, "set DRAY_JAVA_OPTS=-Djava.io.tmpdir=DIR", "--tmpdir"),
    RATE("--limit-rate", "write --limit-rate BYTES", "--rate-limit", "--bandwidth"),
    TEMPLATE("--format", "write --format", "-f", "--template", "--go-template"),
    AS_DOCUMENTS("--json", "--json prints all as documents, for jq", "--format", "-f", "--template"),
    DOCUMENTS(null, "type: dray inspect SOURCE --raw, or --config", "--raw", "--config");

    private final @Nullable String counterpart;
    private final String instead;
    private final List<String> names;

    /**
     * @param counterpart the option that a command must have for this to be said; null if this is said of any
     * @param instead what to write
     * @param names what other tools have
     */
    ForeignOption(@Nullable String counterpart, String instead, String... names) {
        this.counterpart = counterpart;
        this.instead = instead;
        this.names = List.of(names);
    }

    /** What to tell of an option that a command does not have. */
    static String message(String word, CommandSpec command, List<String> arguments) {
        String name = word.startsWith("--") ? word.replaceFirst("=.*", "") : word;
        if (command.parent() == null) {
            Optional<String> later =
                    arguments.stream().filter(CommandList.NAMES::contains).findFirst();
            if (later.isPresent()) {
                return beforeCommand(name, later.get(), arguments);
            }
        }
        String missing = command.qualifiedName() + " has no option " + name;
        return Arrays.stream(values())
                .filter(option -> option.names.contains(name))
                .filter(option -> option.counterpart == null || command.findOption(option.counterpart) != null)
                .findFirst()
                .map(option -> missing + "; " + option.instead(arguments))
                .orElseGet(() -> missing + elsewhere(name, command));
    }

    private static String beforeCommand(String name, String command, List<String> arguments) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(
                CommandList.type(command), new CommandFactory(Terminal.of(System.out, System.err)));
        spec.parent(CommandSpec.create().name("dray"));
        return spec.findOption(name) != null
                ? name + " comes after the command: dray " + command + " " + name
                : message(name, spec, arguments);
    }

    private static String elsewhere(String name, CommandSpec command) {
        List<String> own = command.options().stream()
                .flatMap(option -> Stream.of(option.names()))
                .filter(each -> each.startsWith("--"))
                .toList();
        Optional<String> near = EditDistance.nearest(name, own);
        if (near.isPresent()) {
            return ", did you mean " + near.get() + "?";
        }
        String others = CommandList.NAMES.stream()
                .filter(each -> !each.equals("generate-completion"))
                .filter(each -> CommandSpec.forAnnotatedObject(
                                        CommandList.type(each), new CommandFactory(Terminal.of(System.out, System.err)))
                                .findOption(name)
                        != null)
                .map(each -> "dray " + each)
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? "" : "; these have: " + others;
    }

    private String instead(List<String> arguments) {
        if (this == TLS && arguments.stream().anyMatch(word -> word.matches("--(src-|dest-)?tls-verify(=true)?"))) {
            return "leave it out, for certificates are always checked";
        }
        return this == PLATFORM ? instead.replace("PLATFORM", "--platform " + platform(arguments)) : instead;
    }

    /** The platform that skopeo's or regctl's options choose. */
    private static String platform(List<String> arguments) {
        String whole = value(arguments, "-p", "");
        if (!whole.isEmpty()) {
            return whole;
        }
        String variant = value(arguments, "-variant", "");
        return value(arguments, "-os", "linux") + "/" + value(arguments, "-arch", "ARCH")
                + (variant.isEmpty() ? "" : "/" + variant);
    }

    /** What the option that ends so is given. */
    private static String value(List<String> arguments, String option, String otherwise) {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (name.startsWith("-") && name.endsWith(option)) {
                return equals >= 0
                        ? word.substring(equals + 1)
                        : i + 1 < arguments.size() ? arguments.get(i + 1) : otherwise;
            }
        }
        return otherwise;
    }
}
