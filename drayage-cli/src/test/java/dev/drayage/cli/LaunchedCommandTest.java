package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.peer.ProgramResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a process of its own: signals, pipes, full disks and terminals. */
@Timeout(120)
class LaunchedCommandTest {
    private static final long LARGE = 4L << 30;

    @TempDir
    private static Path home;

    private static PackagedCommand dray;

    @TempDir
    private Path directory;

    @BeforeAll
    static void packageIt() throws IOException {
        dray = new PackagedCommand(home.resolve("checkout"));
    }

    /** An image with a layer of 4 GiB that take no room; its export takes until somebody ends it. */
    private String largeImage() throws IOException {
        MemoryContent content = new MemoryContent();
        byte[] any = {1, 2, 3};
        Descriptor layer = content.add(MediaTypes.OCI_LAYER, any);
        Descriptor config = content.add(MediaTypes.OCI_CONFIG, "{}".getBytes(StandardCharsets.UTF_8));
        String manifest = "{\"schemaVersion\":2,\"config\":" + descriptor(config, config.size()) + ",\"layers\":["
                + descriptor(layer, LARGE) + "]}";
        Descriptor root = content.add(MediaTypes.OCI_MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
        Path layout = LayoutDirectory.write(directory.resolve("large"), content, LayoutDirectory.tagged(root, "v1"));
        try (RandomAccessFile file = new RandomAccessFile(
                layout.resolve(BlobPaths.path(layer.digest())).toFile(), "rw")) {
            file.setLength(LARGE);
        }
        return "oci:" + layout;
    }

    private static String descriptor(Descriptor of, long size) {
        return "{\"mediaType\":\"" + of.mediaType() + "\",\"digest\":\"" + of.digest() + "\",\"size\":" + size + "}";
    }

    /** An image of that many mebibytes, whole. */
    private String image(int mebibytes) throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(content)
                .withLayer(ImageBuilder.noise(1, mebibytes << 20))
                .build();
        return "oci:" + LayoutDirectory.write(directory.resolve("image"), content, LayoutDirectory.tagged(image, "v1"));
    }

    @Test
    void theArchiveOfClassesIsMadeOnTheFirstStartAndUsedFromThenOn() throws IOException {
        assertThat(dray.program().run("--version").requireSuccess().out()).startsWith("dray ");
        assertThat(Files.size(dray.classArchive())).isPositive();

        String log = dray.program()
                .env("DRAY_JAVA_OPTS", "-Xlog:class+load")
                .run("--version")
                .requireSuccess()
                .out();

        assertThat(log.lines().filter(line -> line.contains(" dev.drayage.cli.Dray source: ")))
                .hasSize(1)
                .allMatch(line -> line.contains("source: shared objects file"));
    }

    @Test
    void sqliteIsUnpackedOnceForAllProcesses() throws IOException {
        dray.program().run("--version").requireSuccess();

        assertThat(imported("-Djava.io.tmpdir=" + directory.resolve("absent")).toString())
                .contains("3 blobs written and verified");
    }

    @Test
    void aDirectoryForTemporaryFilesThatCannotBeUsedIsNamed() throws IOException {
        Path absent = directory.resolve("absent");
        assertThat(imported("-Djava.io.tmpdir=" + absent + " -Dorg.sqlite.lib.path=" + absent)
                        .toString())
                .contains("cannot load SQLite's native library from " + absent, "-Djava.io.tmpdir=DIR")
                .doesNotContain("unexpected failure");
    }

    private ProgramResult imported(String javaOptions) throws IOException {
        Path store = directory.resolve("store");
        return dray.program()
                .env("DRAY_JAVA_OPTS", javaOptions)
                .run("import", image(1), "--name", "app", "--root", store.toString());
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void anInterruptedExportLeavesNothing(String signal, int code) throws Exception {
        String source = largeImage();
        Path target = Files.createDirectory(directory.resolve("target"));
        // A shell's background jobs ignore SIGINT, and so would all that they start.
        Program program =
                Peers.require("env").with("--default-signal", dray.file().toString());
        Process process = asUser(program)
                .builder("export", source, "-o", target.resolve("image.tar").toString(), "--json")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(events.readLine()).contains("\"event\":\"planned\"");
            assertThat(events.readLine()).contains("\"event\":\"progress\"");
            assertThat(Fixtures.filesBelow(target)).hasSize(1);

            Peers.require("kill")
                    .run("-" + signal, Long.toString(process.pid()))
                    .requireSuccess();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(code);
        assertThat(Fixtures.filesBelow(target)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void anInterruptedCopyIntoTheStoreLeavesNoLease(String signal, int code) throws Exception {
        String store = directory.resolve("store").toString();
        assertThat(interrupt(signal, "copy", largeImage(), "large:v1", "--root", store, "--json"))
                .isEqualTo(code);
        assertThat(dray.program()
                        .run("lease", "ls", "--json", "--root", store)
                        .requireSuccess()
                        .out())
                .isEmpty();
    }

    @Test
    void anInterruptedCopyIntoAContainerdLeavesNoLease() throws Exception {
        try (ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("c"))) {
            assertThat(interrupt(
                            "TERM",
                            "copy",
                            largeImage(),
                            "containerd:a.example/large:v1",
                            "--namespace",
                            ContainerdProcess.NAMESPACE,
                            "--address",
                            containerd.socket().toString(),
                            "--json"))
                    .isEqualTo(143);
            assertThat(containerd.ctr("leases", "ls", "-q").requireSuccess().out())
                    .isBlank();
        }
    }

    /** Runs a command until its first progress, and signals it then; how it ended. */
    private static int interrupt(String signal, String... words) throws Exception {
        Program program =
                Peers.require("env").with("--default-signal", dray.file().toString());
        Process process =
                asUser(program).builder(words).redirectErrorStream(true).start();
        try (BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(events.readLine()).contains("\"event\":\"planned\"");
            assertThat(events.readLine()).contains("\"event\":\"progress\"");
            Peers.require("kill")
                    .run("-" + signal, Long.toString(process.pid()))
                    .requireSuccess();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return process.exitValue();
    }

    @Test
    void anImportFromAPipeThatIsInterruptedLeavesNothing() throws Exception {
        Path store = directory.resolve("store");
        Program program =
                Peers.require("env").with("--default-signal", dray.file().toString());
        Process process = asUser(program)
                .builder("import", "-", "--root", store.toString())
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            // More than pipe and buffers hold: when it is written, most of it has been put aside.
            in.write(new byte[4 << 20]);
            in.flush();
            Peers.require("kill").run("-INT", Long.toString(process.pid())).requireSuccess();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(Fixtures.filesBelow(store))
                .extracting(file -> String.valueOf(file.getFileName()))
                .isSubsetOf(
                        "metadata.db", "metadata.db-commits", "metadata.db-wal", "metadata.db-shm", "locks", "reserve");
        assertThat(dray.program()
                        .run("lease", "ls", "--json", "--root", store.toString())
                        .requireSuccess()
                        .out())
                .isEmpty();
    }

    /** The command's surroundings, for another program that starts it. */
    private static Program asUser(Program program) {
        return program.env("JAVA_HOME", System.getProperty("java.home")).env("DRAY_JAVA_OPTS", null);
    }

    @Test
    void aSocketThatTheUserMayNotConnectToIsTold() throws IOException {
        Peers.requireRoot();
        Path socket = directory.resolve("c.sock");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            for (Path folder : List.of(home, directory)) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            ProgramResult run = asUser(Peers.require("setpriv"))
                    .with(
                            "--reuid=65534",
                            "--regid=65534",
                            "--clear-groups",
                            dray.file().toString())
                    .run("ls", "containerd:", "--address", socket.toString());

            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err())
                    .isEqualTo("dray: cannot connect to containerd at " + socket
                            + ": permission denied; run this as a user who may, which is usually root\n");
        }
    }

    @Test
    void anExportWhoseReaderGoesAwayEndsWithoutAWord() throws Exception {
        endsWithoutAWord(dray.program(), 100, "export", largeImage(), "-o", "-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ls", "inspect", "tree", "verify", "export --json -o IMAGE", "--help", "generate-completion"})
    void whatNobodyReadsAnyMoreEndsWithoutAWord(String words) throws Exception {
        boolean takesSource = !words.startsWith("-") && !words.startsWith("gen");
        String line = words.replace("IMAGE", directory.resolve("image.tar").toString())
                + (takesSource ? " oci:" + Fixtures.hello() : "");
        endsWithoutAWord(dray.program(), 0, line.split(" ", -1));
    }

    /** A language in which the system says things in other words, made for this test. */
    private Program speakingFrench(Program program) throws IOException {
        if (!Files.exists(Path.of("/usr/share/locale/fr/LC_MESSAGES/libc.mo"))) {
            abort("the C library has no French messages here");
        }
        Path locales = Files.createDirectories(directory.resolve("locales"));
        Peers.require("localedef")
                .run(
                        "-i",
                        "fr_FR",
                        "-f",
                        "UTF-8",
                        locales.resolve("fr_FR.UTF-8").toString())
                .requireSuccess();
        return program.env("LOCPATH", locales.toString()).env("LC_ALL", "fr_FR.UTF-8");
    }

    @Test
    void itEndsWithoutAWordInAnyLanguage() throws Exception {
        endsWithoutAWord(speakingFrench(dray.program()), 100, "export", largeImage(), "-o", "-");
        endsWithoutAWord(speakingFrench(dray.program()), 0, "ls", "oci:" + Fixtures.hello());
    }

    @Test
    void withoutTheLauncherToo() throws Exception {
        Program java = Program.at(Path.of(System.getProperty("java.home"), "bin", "java"))
                .with("-cp", dray.jar().toString(), "dev.drayage.cli.Dray");
        endsWithoutAWord(speakingFrench(java), 100, "export", largeImage(), "-o", "-");
        endsWithoutAWord(speakingFrench(java), 0, "ls", "oci:" + Fixtures.hello());
    }

    @Test
    void whatTheSystemSaysIsInTheLanguageOfTheCommand() throws IOException {
        ProgramResult run = speakingFrench(dray.program()).run("export", "oci:" + Fixtures.hello(), "-o", "/dev/full");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("No space left on device");
    }

    /** Reads so many bytes and no more. */
    private void endsWithoutAWord(Program program, int bytes, String... words) throws Exception {
        Path err = directory.resolve("err");
        Process process = program.builder(words).redirectError(err.toFile()).start();
        try {
            try (InputStream out = process.getInputStream()) {
                assertThat(out.readNBytes(bytes)).hasSize(bytes);
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(err)).isEmpty();
        assertThat(process.exitValue()).isEqualTo(ExitCode.CLOSED_PIPE);
    }

    @Test
    void aFileThatCannotGrowIsToldOfAndNotKept() throws IOException {
        Path target = Files.createDirectory(directory.resolve("target"));
        ProgramResult result = asUser(Peers.require("sh"))
                .with("-c", "ulimit -f 2048; exec \"$@\"", "sh", dray.file().toString())
                .run("export", image(8), "-o", target.resolve("image.tar").toString());

        assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .matches("dray: cannot write " + target + "/image.tar at offset [0-9]+: File too large; it needs [0-9]+"
                        + " bytes in all, and nothing was kept of it\n");
        assertThat(Fixtures.filesBelow(target)).isEmpty();
    }

    @Test
    void aFullDiskIsToldOfAndLeftAsItWas() throws IOException {
        String source = image(8);
        Path target = Files.createDirectory(directory.resolve("target"));
        try (var disk = new MountedDisk(target, "size=4m")) {
            ProgramResult result = dray.program()
                    .run("export", source, "-o", target.resolve("image.tar").toString());

            assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(result.err()).contains("at offset", ": No space left on device; it needs 83");
            assertThat(result.err().lines()).hasSize(1);
            assertThat(Fixtures.filesBelow(disk.at())).isEmpty();
        }
    }

    @Test
    void aFullDiskIsToldOfByWhatPutsBytesAsideOnIt() throws IOException {
        String source = image(8);
        Path archive = directory.resolve("image.tar");
        dray.program().run("export", source, "-o", archive.toString()).requireSuccess();
        Peers.require("gzip").run("-1", archive.toString()).requireSuccess();
        Path small = Files.createDirectory(directory.resolve("small"));
        try (var disk = new MountedDisk(small, "size=4m")) {
            ProgramResult imported = dray.program()
                    .run("import", archive + ".gz", "--root", disk.at().toString());
            assertThat(imported.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(imported.err())
                    .matches("dray: cannot write " + small + "/ingest/[0-9a-f]+/data: no space left on device; [0-9]+"
                            + " bytes are needed, 0 are free; free some, or choose another place\n");
            assertThat(Fixtures.filesBelow(disk.at())).noneMatch(file -> file.endsWith("data"));
            ProgramResult read = dray.program()
                    .env("DRAY_JAVA_OPTS", "-Djava.io.tmpdir=" + small)
                    .run("ls", "oci-archive:" + archive + ".gz");
            assertThat(read.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(read.err())
                    .contains(
                            " in " + small + " after ", "free some, or set another directory", "-Djava.io.tmpdir=DIR");
            ProgramResult packed =
                    dray.program().run("copy", source, "oci:" + disk.at().resolve("layout"), "--compress", "zstd");
            assertThat(packed.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(packed.err()).contains("no space left on device in " + small + " after ");
            assertThat(packed.err().lines()).hasSize(1);
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenToIsNamed() throws IOException {
        String source = "oci:" + Fixtures.hello();
        Path target = Files.createDirectory(directory.resolve("target"));
        try (var disk = new MountedDisk(target, "ro")) {
            ProgramResult result = dray.program()
                    .run("export", source, "-o", disk.at().resolve("image.tar").toString());

            assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(result.err())
                    .isEqualTo("dray: cannot write " + target + "/image.tar: Read-only file system; choose another"
                            + " output path\n");
        }
        ProgramResult result = dray.program().run("export", source, "-o", target + "/no/image.tar");
        assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .isEqualTo("dray: cannot write " + target + "/no/image.tar: directory " + target
                        + "/no does not exist; choose another output path\n");
    }

    @Test
    void resultsThatHaveNoRoomAreAFailure() {
        ProgramResult result = asUser(Peers.require("sh"))
                .with("-c", "\"$@\" >/dev/full", "sh", dray.file().toString())
                .run("ls", "oci:" + Fixtures.hello());

        assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).startsWith("dray: standard output was closed, or had no room");
    }

    @Test
    void aTerminalShowsABarThatIsGoneAtTheEnd() throws IOException {
        Path fifo = fifo();
        ProgramResult result = onATerminal("xterm", "BAR=yes", fifo, "export", image(8), "-o", fifo.toString());

        String shown = result.requireSuccess().out();
        String bar = "image\\.fifo +[0-9]+% \\[=*>? *\\] +[0-9.]+ of 8\\.0 MiB, +[0-9.]+ [KM]?i?B/s, +[-0-9:]+ left";
        assertThat(shown).containsPattern("\r\\S*" + bar);
        // Erased at last; then comes the message, and nothing after it.
        assertThat(shown)
                .containsPattern("left\r\033\\[Kdray: wrote " + fifo + ": 3 blobs, all digests right, [^\r]*\r\n$");
        assertThat(shown.lines().flatMap(line -> Arrays.stream(line.split("\r", -1))))
                .allSatisfy(line -> assertThat(line.length()).isLessThan(200));
    }

    @ParameterizedTest
    @CsvSource({"dumb, ''", "xterm, --quiet", "xterm, --json"})
    void aDumbTerminalAndAQuietCommandShowNone(String terminal, String option) throws IOException {
        Path fifo = fifo();
        String[] words = option.isEmpty()
                ? new String[] {"export", image(2), "-o", fifo.toString()}
                : new String[] {"export", image(2), "-o", fifo.toString(), option};

        String shown =
                onATerminal(terminal, "BAR=no", fifo, words).requireSuccess().out();

        assertThat(shown).doesNotContain("\033", "left").doesNotContainPattern("\r[^\n]");
    }

    private Path fifo() {
        Path fifo = directory.resolve("image.fifo");
        Peers.require("mkfifo").run(fifo.toString()).requireSuccess();
        return fifo;
    }

    private ProgramResult onATerminal(String kind, String expect, Path fifo, String... words) throws IOException {
        Path script = directory.resolve("on-a-terminal.py");
        try (InputStream text = LaunchedCommandTest.class.getResourceAsStream("on-a-terminal.py")) {
            Files.copy(Objects.requireNonNull(text), script);
        }
        return asUser(Peers.require("python3"))
                .env("TERM", kind)
                .env("EXPECT", expect)
                .with(script.toString(), fifo.toString(), dray.file().toString())
                .run(words);
    }
}
