package dev.drayage.cli;

import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.TestData;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.peer.ProgramResult;
import dev.drayage.testkit.peer.RegistryProcess;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the commands of {@code docs/coming-from.md} name: registries, a containerd, a store and files, with images there. */
final class ComparedPlaces implements Closeable {
    /** What a command has before the name of a file that it reads. */
    private static final String READS = "(?:copy(?: --\\S+(?: auth\\.json)?)* (?:oci|oci-archive|docker-archive):"
            + "|-i |authfile |import (?:\\S+ )*|push |sync (?:--\\S+ \\w+ )*)";

    private static final List<String> FILES =
            List.of("images", "image.tar", "a.tar", "alpine.tar", "auth.json", "sync.yml");

    private final RegistryProcess registry;
    private final RegistryProcess mirror;
    private final RegistryProcess locked;
    private final ContainerdProcess containerd;
    private final WireServer deleting;
    private final Program shell;
    private final Path inputs;
    private final String registriesConf;
    private FaultyRegistry deletable = FaultyRegistry.create();

    ComparedPlaces(Path directory) throws IOException {
        Program bash = Peers.require("bash");
        registry = RegistryProcess.start(Files.createDirectories(directory.resolve("r")));
        mirror = RegistryProcess.start(Files.createDirectories(directory.resolve("m")));
        locked = RegistryProcess.startWithPassword(Files.createDirectories(directory.resolve("l")));
        containerd = ContainerdProcess.start(directory.resolve("c"));
        // Debian's docker-registry deletes no tags.
        deleting = WireServer.start(request -> deletable.handle(request));
        PackagedCommand dray = new PackagedCommand(directory.resolve("checkout"));
        shell = bash.env("PATH", dray.checkout + ":" + System.getenv("PATH"))
                .env("JAVA_HOME", System.getProperty("java.home"))
                .env("DRAY_JAVA_OPTS", null)
                .env("CONTAINERD_ADDRESS", containerd.socket().toString())
                .env("CONTAINERD_NAMESPACE", ContainerdProcess.NAMESPACE);
        registriesConf = Stream.of(registry.authority(), mirror.authority(), locked.authority(), deleting.authority())
                .map(each -> "[[registry]]\nlocation = \"" + local(each) + "\"\ninsecure = true\n")
                .collect(Collectors.joining());
        inputs = Files.createDirectories(directory.resolve("inputs"));
        fill();
    }

    /** Every tool speaks to a registry of this name without TLS, and so without a certificate. */
    private static String local(String authority) {
        return authority.replace("127.0.0.1", "localhost");
    }

    private void fill() throws IOException {
        String r = local(registry.authority());
        String hello = "oci:" + Fixtures.hello() + ":latest";
        copy(hello, "oci:" + inputs.resolve("images") + ":a");
        copy(hello, "oci:" + inputs.resolve("images") + ":v1");
        for (String archive : List.of("image.tar", "a.tar")) {
            copy(hello, "oci-archive:" + inputs.resolve(archive) + ":v1");
        }
        String single = "docker-archive:" + inputs.resolve("alpine.tar") + ":alpine:latest";
        Invocation.dray("copy", hello, single, "--platform", "linux/amd64").requireSuccess();
        Files.writeString(inputs.resolve("auth.json"), "{\"auths\":{}}");
        Files.writeString(inputs.resolve("sync.yml"), r + ":\n  images:\n    team/a: [v1]\n");
        for (String name : List.of("a:v1", r + "/team/a:v1", "alpine")) {
            Invocation.dray("copy", hello, name, "--root", inputs.resolve("store"))
                    .requireSuccess();
        }
        for (String name : List.of(
                "docker.io/library/alpine:latest",
                "docker.io/library/alpine:v1",
                r + "/team/a:v1",
                r + "/library/alpine:latest")) {
            Invocation.dray(
                            "copy",
                            hello,
                            "containerd:" + name,
                            "--address",
                            containerd.socket(),
                            "--namespace",
                            "test")
                    .requireSuccess();
        }
        for (String name : List.of("library/alpine:latest", "team/a:v1", "team/a:latest", "hello:v1")) {
            copy(hello, "docker://" + r + "/" + name);
        }
    }

    private static void copy(String from, String to) {
        Invocation.dray("copy", from, to).requireSuccess();
    }

    /** Deleted from without harm to others: filled anew for each command. */
    private String deletable() {
        MemoryContent content = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build();
        deletable = FaultyRegistry.create()
                .holding("team/a", content, List.of(image))
                .tag("team/a", "v1", image.digest());
        return local(deleting.authority());
    }

    /** What is typed where registries have other names, nobody sits at a terminal, and no daemon of Docker runs. */
    String typed(String command, boolean ours) {
        String r = command.contains(" delete ") ? deletable() : local(registry.authority());
        String typed = command.replace("mirror.example", local(mirror.authority()) + "/team")
                .replace("localhost:5000/", r + "/team/")
                .replace("localhost:5000", r)
                .replace("docker://alpine", "docker://" + r + "/library/alpine");
        if (typed.matches(".* log(in|out) .*")) {
            typed = typed.replace("r.example", local(locked.authority()));
            String password = typed.contains("-stdin") ? "" : " -u alice --password-stdin";
            return typed.contains(" login ")
                    ? "echo secret | " + typed + password
                    : "echo secret | " + typed.replace("logout", "login") + password + " && " + typed;
        }
        typed = typed.replace("r.example/", r + "/team/").replace("r.example", r);
        if (ours) {
            return typed.replaceFirst("^docker save \\S+", "cat " + inputs.resolve("alpine.tar"))
                    .replaceFirst("^(dray (?:pull|push|cp)) alpine$", "$1 " + r + "/library/alpine");
        }
        return typed.replaceFirst(
                        "^((?:crane|regctl|oras) .*)\\balpine\\b(?=$| images$| alpine\\.tar$)",
                        "$1" + r + "/library/alpine")
                .replaceFirst("^ctr images (pull|push) ", "ctr images $1 --plain-http ")
                .replaceFirst("^(ctr images pull --plain-http) docker.io/", "$1 " + r + "/")
                .replaceFirst("^(oras manifest delete) ", "$1 --force ");
    }

    /** Runs what is typed in a directory, with the files there that it reads, and requires that it ends well. */
    String run(String typed, Path where) throws IOException {
        Path conf = where.resolve(".config/containers/registries.conf");
        if (!Files.exists(conf)) {
            Files.createDirectories(conf.getParent());
            Files.writeString(conf, registriesConf);
            PackagedCommand.copy(inputs.resolve("store"), where.resolve("store"));
        }
        for (String file : FILES) {
            if (reads(typed, file) && !Files.exists(where.resolve(file))) {
                PackagedCommand.copy(inputs.resolve(file), where.resolve(file));
            }
        }
        if (typed.contains("target/jib-image.tar")) {
            Files.createDirectories(where.resolve("target"));
            String form = typed.contains("oci-archive:") ? "jib/oci.tar" : "jib/docker.tar";
            Files.write(where.resolve("target/jib-image.tar"), Files.readAllBytes(TestData.of(form)));
        }
        ProgramResult result = shell.in(where)
                .env("HOME", where.toString())
                .env("XDG_RUNTIME_DIR", where.toString())
                .env("DRAYAGE_ROOT", where.resolve("store").toString())
                .run("-o", "pipefail", "-c", typed);
        if (result.exitCode() != 0) {
            throw new AssertionError(typed + "\n    " + result.err().strip());
        }
        return result.out().strip();
    }

    static boolean reads(String typed, String file) {
        return Pattern.compile(READS + Pattern.quote(file) + "\\b")
                .matcher(typed)
                .find();
    }

    /** The first line of a tool's version. */
    static String version(String tool, Program program) {
        Map<String, String> asking = Map.of("oras", "version", "regctl", "version");
        String out = program.run(asking.getOrDefault(tool, "--version")).out();
        return out.lines().findFirst().orElse("").replaceFirst("^[^0-9]*(?=[0-9])", "");
    }

    @Override
    public void close() throws IOException {
        deleting.close();
        try (registry;
                mirror;
                locked;
                containerd) {
            // All of them, whichever fails to end.
        }
    }
}
