package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Quirk;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with images of a registry. */
class RegistryCommandsTest {
    @TempDir
    private Path directory;

    private final MemoryContent content = new MemoryContent();
    private final Descriptor image = ImageBuilder.anImageIn(content)
            .withLayers(3)
            .withLayer(ImageBuilder.noise(4, 3_000_000))
            .build();
    private final Descriptor sbom = ImageBuilder.anImageIn(content)
            .about(image)
            .ofArtifactType("test/sbom")
            .build();
    private final Descriptor signature = ImageBuilder.anImageIn(content)
            .about(sbom)
            .ofArtifactType("test/signature")
            .build();
    private final FaultyRegistry memory = FaultyRegistry.create()
            .holding("team/app", content, List.of(image, sbom, signature))
            .tag("team/app", "v1", image.digest())
            .tag("team/app", "latest", image.digest());
    private final WireServer server = WireServer.start(memory);
    private final String repository = server.authority() + "/team/app";

    @AfterEach
    void stop() {
        server.close();
    }

    private Path export(String... more) throws IOException {
        Path file = directory.resolve("image.tar");
        String[] arguments = new String[4 + more.length];
        arguments[0] = "export";
        arguments[1] = "docker://" + repository + ":v1";
        arguments[2] = "-o";
        arguments[3] = file.toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        Invocation.dray((Object[]) arguments).requireSuccess();
        return file;
    }

    @Test
    void whatARegistryWarnsOfIsPrintedByEveryCommandThatReadsThere() throws IOException {
        try (WireServer warning = WireServer.start(
                request -> memory.handle(request).with("Warning", "299 - \"this registry goes in May\""))) {
            String name = "docker://" + warning.authority() + "/team/app";
            for (Object[] arguments : List.of(
                    new Object[] {"ls", name + ":v1"},
                    new Object[] {"inspect", name + ":v1"},
                    new Object[] {"verify", name + ":v1"},
                    new Object[] {"digest", name + ":v1"},
                    new Object[] {"tree", name + ":v1"},
                    new Object[] {"export", name + ":v1", "-o", directory.resolve("warned.tar")},
                    new Object[] {"copy", name + ":v1", "oci:" + directory.resolve("warned") + ":v1"},
                    new Object[] {"tags", name})) {
                assertThat(Invocation.dray(arguments).requireSuccess().err())
                        .contains("dray: " + warning.authority() + " wants you to know: this registry goes in May");
            }
        }
    }

    @Test
    void aHelperThatIsNotInstalledIsWarnedOfOnceAndTheImageReadWithoutCredentials() throws IOException {
        try (WireServer asking = WireServer.start(request -> request.target().startsWith("/token")
                ? Reply.json(200, "{\"token\":\"anonymous\"}")
                : request.header("Authorization").isPresent()
                        ? memory.handle(request)
                        : Reply.of(401)
                                .with(
                                        "WWW-Authenticate",
                                        "Bearer realm=\"http://"
                                                + request.header("Host").orElseThrow()
                                                + "/token\",service=\"test\""))) {
            Path file = Files.writeString(directory.resolve("config.json"), "{\"credsStore\":\"not-installed\"}");
            String message = Invocation.dray(
                            "ls", "docker://" + asking.authority() + "/team/app:v1", "--authfile", file)
                    .requireSuccess()
                    .err();
            assertThat(message)
                    .containsOnlyOnce("docker-credential-not-installed")
                    .contains("going on without credentials for " + asking.authority());
        }
    }

    @Test
    void anExportFromARegistryIsThatOfALayout() throws IOException {
        Path layout = LayoutDirectory.write(
                directory.resolve("layout"), content, LayoutDirectory.tagged(image.withPlatform(null), "v1"));
        Path expected = directory.resolve("expected.tar");
        Invocation.dray("export", "oci:" + layout + ":v1", "-o", expected.toString(), "--name", repository + ":v1")
                .requireSuccess();
        assertThat(export()).hasSameBinaryContentAs(expected);
    }

    @Test
    void anExportToAPipeIsTheSame() throws IOException {
        Invocation piped = Invocation.dray("export", "docker://" + repository + ":v1", "-o", "-");
        assertThat(piped.outBytes()).isEqualTo(Files.readAllBytes(export()));
    }

    @Test
    void referrersComeAlongAndThoseOfReferrersToo() throws IOException {
        Invocation listed = Invocation.dray("ls", "--digests", "oci-archive:" + export("--referrers"));
        assertThat(listed.out())
                .contains(
                        image.digest().toString(),
                        sbom.digest().toString(),
                        signature.digest().toString());
        assertThat(Invocation.dray("inspect", "oci-archive:" + directory.resolve("image.tar"))
                        .exitCode())
                .isZero();
    }

    @Test
    void anInterruptedExportGoesOn() throws IOException {
        memory.faults().always(r -> r.is("GET", "/blobs/"), (request, right) -> Reply.error(403, "DENIED", "not now"));
        Path file = directory.resolve("image.tar");
        Invocation failed = Invocation.dray("export", "docker://" + repository + ":v1", "-o", file.toString());
        assertThat(failed.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failed.err()).contains("403 (DENIED: not now)");
        assertThat(file).doesNotExist();
        assertThat(directory.resolve("image.tar.partial")).exists();
        memory.faults().clear();
        export();
        assertThat(directory.resolve("image.tar.partial")).doesNotExist();
        assertThat(Invocation.dray("verify", "oci-archive:" + file).exitCode()).isZero();
    }

    @Test
    void listsAndShowsImages() {
        assertThat(Invocation.dray("ls", "docker://" + repository).out()).contains(repository + ":latest");
        assertThat(Invocation.dray("tree", "docker://" + repository + ":v1").out())
                .contains("manifest", "layer");
        assertThat(Invocation.dray("inspect", "docker://" + repository + "@" + image.digest())
                        .exitCode())
                .isZero();
        assertThat(Invocation.dray("verify", "docker://" + repository + ":v1").exitCode())
                .isZero();
        assertThat(Invocation.dray("tags", "docker://" + repository).out()).isEqualTo("latest\nv1\n");
        assertThat(Invocation.dray("repositories", server.authority()).out()).isEqualTo("team/app\n");
    }

    @Test
    void copiesToARegistryAndFromOneRepositoryToAnother() throws IOException {
        Path archive = export();
        Invocation.dray("copy", "oci-archive:" + archive, "docker://" + server.authority() + "/other:v2")
                .requireSuccess();
        assertThat(memory.tagged("other", "v2")).isEqualTo(image.digest().toString());

        server.forget();
        Invocation.dray(
                        "copy",
                        "docker://" + repository + ":v1",
                        "docker://" + server.authority() + "/third:v1",
                        "--referrers")
                .requireSuccess();
        assertThat(memory.tagged("third", "v1")).isEqualTo(image.digest().toString());
        assertThat(memory.bytes("third", signature.digest())).isEqualTo(content.bytes(signature.digest()));
        // All layers were taken over within the registry.
        assertThat(server.requests("PATCH", "/uploads/")).isEmpty();
        assertThat(Invocation.dray("copy", "oci-archive:" + archive, "docker://" + repository + "@" + image.digest())
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void referrersComeAlongFromAnyPlace() throws IOException {
        String archive = "oci-archive:" + export("--referrers");
        Invocation.dray("copy", archive + ":v1", "oci:" + directory.resolve("layout"), "--referrers")
                .requireSuccess();
        Path again = directory.resolve("again.tar");
        Invocation.dray("export", "oci:" + directory.resolve("layout") + ":v1", "-o", again, "--referrers")
                .requireSuccess();
        Invocation.dray("copy", "oci-archive:" + again + ":v1", "docker://" + server.authority() + "/other:v1")
                .requireSuccess();
        assertThat(memory.blobs("other")).isNotEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> memory.bytes("other", signature.digest()));

        Invocation.dray(
                        "copy",
                        "oci-archive:" + again + ":v1",
                        "docker://" + server.authority() + "/other:v1",
                        "--referrers")
                .requireSuccess();
        assertThat(memory.bytes("other", signature.digest())).isEqualTo(content.bytes(signature.digest()));
    }

    @Test
    void referrersStayWithAnImageInTheStore() throws IOException {
        Path store = directory.resolve("store");
        String name = repository + ":v1";
        Invocation.dray("copy", "docker://" + name, name, "--root", store, "--referrers")
                .requireSuccess();
        Path file = directory.resolve("stored.tar");
        Invocation.dray("export", name, "--root", store, "-o", file, "--referrers")
                .requireSuccess();
        assertThat(Invocation.dray("ls", "--digests", "oci-archive:" + file).out())
                .contains(sbom.digest().toString(), signature.digest().toString());
    }

    @Test
    void leavesOutOnAPushWhatMustNotBeRedistributed() throws IOException {
        byte[] foreign = ImageBuilder.noise(6, 500);
        Descriptor windows = ImageBuilder.anImageIn(content)
                .withStoredLayer(dev.drayage.oci.MediaTypes.OCI_LAYER_NON_DISTRIBUTABLE, foreign, foreign)
                .build();
        Path layout =
                LayoutDirectory.write(directory.resolve("windows"), content, LayoutDirectory.tagged(windows, "v1"));
        String digest = dev.drayage.oci.Digest.compute(dev.drayage.oci.DigestAlgorithm.SHA256, foreign)
                .toString();
        Invocation.dray("copy", "oci:" + layout + ":v1", "docker://" + server.authority() + "/w:v1")
                .requireSuccess();
        assertThat(memory.blobs("w")).doesNotContain(digest);
        assertThat(memory.tagged("w", "v1")).isEqualTo(windows.digest().toString());
        Invocation.dray(
                        "copy",
                        "oci:" + layout + ":v1",
                        "docker://" + server.authority() + "/w:v1",
                        "--include-non-distributable")
                .requireSuccess();
        assertThat(memory.blobs("w")).contains(digest);
    }

    @Test
    void tagsAndRepositoriesAreListedWithAndWithoutTheWordBeforeTheName() {
        for (String name : List.of(repository, "docker://" + repository)) {
            assertThat(Invocation.dray("tags", name).requireSuccess().out()).isEqualTo("latest\nv1\n");
        }
        for (String name : List.of("", "docker://")) {
            assertThat(Invocation.dray("repositories", name + server.authority())
                            .requireSuccess()
                            .out())
                    .isEqualTo("team/app\n");
        }
        assertThat(Invocation.dray("repositories", "docker://" + server.authority() + "/")
                        .requireSuccess()
                        .out())
                .isEqualTo("team/app\n");
        assertThat(Invocation.dray("repositories", "docker://" + repository).exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Invocation.dray("tags", "docker://" + repository + ":v1").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aTagIsDeletedAndNothingElse() {
        Invocation deleted = Invocation.dray("delete", "docker://" + repository + ":v1");
        assertThat(deleted.requireSuccess().err())
                .isEqualTo("dray: deleted the tag docker://" + repository + ":v1 of " + image.digest() + "\n");
        assertThat(Invocation.dray("tags", repository).requireSuccess().out()).isEqualTo("latest\n");
        Invocation again = Invocation.dray("delete", "docker://" + repository + ":v1");
        assertThat(again.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(again.err()).contains("holds no image named v1");
    }

    @Test
    void whatGoesWithADigestIsTold() {
        memory.tag("team/app", "sbom", sbom.digest());
        Invocation deleted = Invocation.dray("delete", "docker://" + repository + "@" + image.digest());
        assertThat(deleted.requireSuccess().err()).contains("and with it the tags latest, v1");
        assertThat(Invocation.dray("tags", repository).requireSuccess().out()).isEqualTo("sbom\n");
        Invocation json = Invocation.dray("delete", "docker://" + repository + "@" + sbom.digest(), "--json");
        assertThat(json.requireSuccess().out())
                .isEqualTo("{\"deleted\":\"docker://" + repository + "@" + sbom.digest() + "\",\"digest\":\""
                        + sbom.digest() + "\",\"tags\":[\"sbom\"]}\n");
    }

    @Test
    void aRegistryThatRefusesToDeleteIsTold() {
        memory.misbehaving(Quirk.DELETE_OF_TAGS_IS_UNSUPPORTED);
        Invocation tag = Invocation.dray("delete", "docker://" + repository + ":v1");
        assertThat(tag.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(tag.err())
                .contains("answered 400 (UNSUPPORTED: the operation is unsupported)")
                .contains("delete its digest, which takes all tags of it along");
        memory.misbehaving(Quirk.DELETE_IS_NOT_ALLOWED);
        Invocation digest = Invocation.dray("delete", "docker://" + repository + "@" + image.digest());
        assertThat(digest.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(digest.err()).contains("answered 405").contains("does not let anything be deleted");
        memory.faults().always(request -> request.is("DELETE", ""), (request, right) -> Reply.of(403));
        assertThat(Invocation.dray("delete", "docker://" + repository + ":v1").err())
                .contains("these credentials do not allow it");
    }

    @Test
    void whatIsToBeDeletedIsNamedExactly() {
        for (String name : List.of(
                "app:v1",
                "oci:layout:v1",
                "docker://" + repository,
                "docker://" + repository + ":v1@" + image.digest())) {
            assertThat(Invocation.dray("delete", name).exitCode()).as(name).isEqualTo(ExitCode.USAGE);
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void saysWhatIsNotThereAndWhatIsNoName() {
        Invocation absent = Invocation.dray("ls", "docker://" + repository + ":v9");
        assertThat(absent.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(absent.err()).contains("holds no image named v9");
        assertThat(Invocation.dray("ls", "docker:alpine").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Invocation.dray("ls", "docker://UPPER").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Invocation.dray("tags", "oci:x").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Invocation.dray("ls", "docker://" + repository, "--limit-rate", "fast")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aLoginIsKeptInTheFileThatIsNamedOnceTheRegistryTakesIt() throws IOException {
        Path file = directory.resolve("auth.json");
        memory.faults()
                .always(
                        r -> r.path().equals("/v2/")
                                && !r.header("Authorization").orElse("").equals("Basic YWxpY2U6c2VjcmV0"),
                        (request, right) ->
                                Reply.error(401, "UNAUTHORIZED", "who").with("WWW-Authenticate", "Basic realm=\"t\""));
        java.io.InputStream before = System.in;
        try {
            System.setIn(new java.io.ByteArrayInputStream("wrong\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            Invocation refused = login(file);
            assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(file).doesNotExist();
            System.setIn(
                    new java.io.ByteArrayInputStream("secret\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            assertThat(login(file).exitCode()).isZero();
            for (String address : java.util.List.of("docker://" + server.authority(), server.authority() + "/")) {
                System.setIn(
                        new java.io.ByteArrayInputStream("secret\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                assertThat(login(address, file).err()).contains("logged in to " + server.authority() + " as alice");
            }
            assertThat(login(server.authority() + "/team/app", file).exitCode()).isEqualTo(ExitCode.USAGE);
        } finally {
            System.setIn(before);
        }
        assertThat(Files.readString(file)).contains(server.authority(), "YWxpY2U6c2VjcmV0");
        assertThat(Invocation.dray("logout", "https://" + server.authority(), "--authfile", file.toString())
                        .exitCode())
                .isZero();
        assertThat(Files.readString(file)).doesNotContain("YWxpY2U6c2VjcmV0");
    }

    @Test
    void aPasswordComesThroughAPipe() throws IOException {
        Path fifo = directory.resolve("fifo");
        Peers.require("mkfifo").run(fifo.toString()).requireSuccess();
        Path file = directory.resolve("auth.json");
        java.io.InputStream before = System.in;
        try (java.io.InputStream reader = pipeWith("secret\n", fifo)) {
            System.setIn(reader);
            Invocation login = login(file);
            assertThat(login.err()).contains("logged in to " + server.authority() + " as alice");
        } finally {
            System.setIn(before);
        }
        assertThat(Files.readString(file)).contains("YWxpY2U6c2VjcmV0");
    }

    private static java.io.InputStream pipeWith(String text, Path fifo) throws IOException {
        try (java.io.RandomAccessFile writer = new java.io.RandomAccessFile(fifo.toFile(), "rw")) {
            java.io.InputStream reader = new java.io.FileInputStream(fifo.toFile());
            writer.writeBytes(text);
            return reader;
        }
    }

    private Invocation login(Path file) {
        return login(server.authority(), file);
    }

    private static Invocation login(String host, Path file) {
        return Invocation.dray("login", host, "-u", "alice", "--password-stdin", "--authfile", file.toString());
    }
}
