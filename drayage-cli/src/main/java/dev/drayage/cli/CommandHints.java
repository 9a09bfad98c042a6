package dev.drayage.cli;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Commands of other tools for what dray does otherwise, or not at all. */
final class CommandHints {
    private static final Map<String, String> HINTS = hints();

    private CommandHints() {}

    /** What is said of a command, after its name; ARGS stands for what the user gave it. Null if nothing is known. */
    static @Nullable String of(String word) {
        return HINTS.get(word);
    }

    private static Map<String, String> hints() {
        String noContainers = ": dray moves images, it runs no containers";
        String makesNone = ": dray moves images as they are, it makes no others";
        String byDigest = "; dray tree SOURCE shows all that an image is made of, dray inspect SOURCE --raw or --config"
                + " prints documents";
        String trust = ": dray makes and checks no signatures; --referrers takes them along";
        Stream<Map.Entry<String, String>> all = Stream.of(
                        Stream.of(
                                        "run",
                                        "exec",
                                        "start",
                                        "stop",
                                        "kill",
                                        "ps",
                                        "logs",
                                        "top",
                                        "container",
                                        "containers",
                                        "task",
                                        "tasks",
                                        "mount",
                                        "unmount",
                                        "umount",
                                        "snapshot",
                                        "snapshots",
                                        "compose",
                                        "pod",
                                        "play")
                                .map(word -> Map.entry(word, noContainers)),
                        Stream.of(
                                        "build",
                                        "bud",
                                        "buildx",
                                        "commit",
                                        "create",
                                        "append",
                                        "mutate",
                                        "rebase",
                                        "flatten",
                                        "mod",
                                        "attach",
                                        "edit",
                                        "optimize",
                                        "from",
                                        "squash",
                                        "convert",
                                        "artifact")
                                .map(word -> Map.entry(word, makesNone)),
                        Stream.of("content", "blob", "layers").map(word -> Map.entry(word, byDigest)),
                        Stream.of("standalone-sign", "standalone-verify", "generate-sigstore-key", "sign", "trust")
                                .map(word -> Map.entry(word, trust)),
                        Stream.of(
                                Map.entry(
                                        "discover",
                                        "; signatures, SBOMs and attestations go along with an image: dray copy"
                                                + " SOURCE DESTINATION --referrers"),
                                Map.entry("prune", "; take names away with dray rm NAME, then type: dray gc"),
                                Map.entry("system", "; take names away with dray rm NAME, then type: dray gc"),
                                Map.entry("history", "; type: dray inspect ARGS"),
                                Map.entry("search", "; dray repositories HOST lists the repositories of a registry"),
                                Map.entry(
                                        "repo",
                                        "; dray repositories HOST and dray tags docker://HOST/REPOSITORY list them"),
                                Map.entry("auth", "; dray login HOST and dray logout HOST keep credentials"),
                                Map.entry("registry", "; dray login HOST and dray logout HOST keep credentials"),
                                Map.entry("backup", "; type: dray copy SOURCE oci:DIR, or dray export SOURCE -o FILE"),
                                Map.entry("restore", "; type: dray copy oci:DIR docker://REF"),
                                Map.entry("manifest-digest", "; a manifest's digest is what sha256sum FILE prints"),
                                Map.entry("i", "; dray ls lists images"),
                                Map.entry("image", "; dray ls lists images, dray inspect ARGS shows one"),
                                Map.entry("namespaces", "; --namespace NAME chooses one"),
                                Map.entry("ns", "; --namespace NAME chooses one")))
                .flatMap(Function.identity());
        return all.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
