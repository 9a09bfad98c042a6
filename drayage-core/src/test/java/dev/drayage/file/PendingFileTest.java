package dev.drayage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drayage.content.ContentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PendingFileTest {
    @TempDir
    private Path directory;

    private static void write(Path target, String text) throws IOException {
        try (PendingFile pending = PendingFile.create(target)) {
            pending.channel().write(ByteBuffer.wrap(text.getBytes(UTF_8)));
            pending.commit();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void nothingIsUnderTheFinalNameUntilCommit() throws IOException {
        Path target = directory.resolve("image.tar");
        try (PendingFile pending = PendingFile.create(target)) {
            pending.channel().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertThat(target).doesNotExist();
            assertThat(names())
                    .singleElement()
                    .asString()
                    .startsWith(".image.tar.dray-")
                    .endsWith(".tmp");
            pending.commit();
            assertThat(target).hasBinaryContent(new byte[] {1, 2, 3});
        }
        assertThat(names()).containsExactly("image.tar");
    }

    @Test
    void closedWithoutCommitItLeavesNothing() throws IOException {
        PendingFile pending = PendingFile.create(directory.resolve("image.tar"));
        pending.channel().write(ByteBuffer.allocate(100));
        pending.close();
        pending.close();
        assertThat(names()).isEmpty();
        assertThat(pending.channel().isOpen()).isFalse();
    }

    @Test
    void closedWithoutCommitItLeavesTheOldFileAsItWas() throws IOException {
        Path target = Files.writeString(directory.resolve("image.tar"), "old");
        try (PendingFile pending = PendingFile.create(target)) {
            pending.channel().write(ByteBuffer.allocate(100));
            assertThat(target).hasContent("old");
        }
        assertThat(target).hasContent("old");
        assertThat(names()).containsExactly("image.tar");
    }

    @Test
    void replacesAFileOfTheName() throws IOException {
        Path target = Files.writeString(directory.resolve("image.tar"), "old");
        write(target, "new");
        assertThat(target).hasContent("new");
        assertThat(names()).containsExactly("image.tar");
    }

    @Test
    void manyAtOnceForOneNameDoNotDisturbEachOther() throws IOException {
        Path target = directory.resolve("image.tar");
        try (PendingFile first = PendingFile.create(target);
                PendingFile second = PendingFile.create(target)) {
            first.channel().write(ByteBuffer.wrap("first".getBytes(UTF_8)));
            second.channel().write(ByteBuffer.wrap("second".getBytes(UTF_8)));
            second.commit();
            first.commit();
        }
        assertThat(target).hasContent("first");
        assertThat(names()).containsExactly("image.tar");
    }

    @Test
    void whatAKilledProgramLeftIsRemovedByTheNextThatWritesThere() throws IOException {
        Files.writeString(directory.resolve(".image.tar.dray-3w5e11264sgsf.tmp"), "left");
        Files.writeString(directory.resolve("..dray-1.tmp"), "left");
        List<String> others = List.of("image.tar.dray-1.tmp", ".image.tar.dray-1.tmp.old", ".image.tar.dray-X.tmp");
        for (String other : others) {
            Files.writeString(directory.resolve(other), "somebody's");
        }
        Path victim = Files.writeString(directory.resolve("victim"), "old");
        Files.createSymbolicLink(directory.resolve(".link.dray-1.tmp"), victim);
        Files.createLink(directory.resolve(".hard.dray-1.tmp"), victim);
        write(directory.resolve("new"), "new");
        assertThat(names())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                others.stream(), Stream.of("victim", ".link.dray-1.tmp", ".hard.dray-1.tmp", "new"))
                        .toList());
    }

    @Test
    void whatAnotherProcessWritesIsLeftAlone() throws IOException, InterruptedException {
        Path left = Files.writeString(directory.resolve(".image.tar.dray-1.tmp"), "left");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.resolve("other").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('h');
            assertThat(left).doesNotExist();
            write(directory.resolve("new"), "new");
            assertThat(names()).hasSize(2).anyMatch(name -> name.startsWith(".other.dray-"));
        } finally {
            other.destroyForcibly().waitFor();
        }
        write(directory.resolve("new"), "new");
        assertThat(names()).containsExactly("new");
    }

    /** Another process, which holds a file until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (PendingFile pending = PendingFile.create(Path.of(args[0]))) {
                System.out.print(pending.channel().isOpen() ? 'h' : 'c');
                System.out.flush();
                System.in.read();
            }
        }
    }

    @Test
    void takesANameAsLongAsNamesMayBe() throws IOException {
        Path target = directory.resolve("a".repeat(255));
        write(target, "new");
        assertThat(target).hasContent("new");
    }

    @Test
    void settingsMayBeALinkToWhereTheyAreKept() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path file = elsewhere.resolve("file");
        Path near = Files.createSymbolicLink(directory.resolve("near"), Path.of("elsewhere", "file"));
        Path far = Files.createSymbolicLink(directory.resolve("far"), near.getFileName());
        for (String text : List.of("made", "replaced")) {
            try (PendingFile pending = PendingFile.createPrivate(far)) {
                pending.channel().write(ByteBuffer.wrap(text.getBytes(UTF_8)));
                pending.commit();
            }
            assertThat(file).isRegularFile().hasContent(text);
        }
        assertThat(near).isSymbolicLink();
        assertThat(far).isSymbolicLink();
    }

    @Test
    void refusesALink() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nowhere"));
        assertRefused(link, "it is a symbolic link to " + file);
        assertRefused(dangling, "it is a symbolic link to ");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactlyInAnyOrder("dangling", "file", "link");
    }

    @Test
    void refusesWhatLiesWhereUnfinishedFilesAreKept() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "old");
        Path partial = directory.resolve("target.partial");
        for (Callable<Path> plant : List.<Callable<Path>>of(
                () -> Files.createSymbolicLink(partial, victim),
                () -> Files.createSymbolicLink(partial, directory.resolve("nowhere")),
                () -> Files.createLink(partial, victim),
                () -> Files.createDirectory(partial))) {
            assertThatCode(plant::call).doesNotThrowAnyException();
            assertThatIOException()
                    .isThrownBy(() -> PendingFile.createKept(directory.resolve("target")))
                    .withMessageContaining("target.partial is in the way: it ")
                    .withMessageContaining("; remove it");
            assertThat(victim).hasContent("old");
            assertThat(directory.resolve("nowhere")).doesNotExist();
            Files.delete(partial);
        }
    }

    @Test
    void settingsMustNotBeLinksThatLeadInACircle() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("link"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> PendingFile.createPrivate(link))
                .withMessageContaining("circle");
        assertThat(names()).containsExactly("link");
    }

    @Test
    void refusesAMissingDirectory() throws IOException {
        assertRefused(directory.resolve("missing/image.tar"), "directory " + directory.resolve("missing"));
        assertThat(names()).isEmpty();
    }

    @Test
    void refusesADirectoryThatIsAFile() throws IOException {
        assertRefused(Files.createFile(directory.resolve("file")).resolve("image.tar"), "Not a directory");
    }

    @Test
    void refusesAReadOnlyDirectory() throws IOException {
        Path readOnly = Files.createDirectory(directory.resolve("read-only"));
        Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeTrue(!Files.isWritable(readOnly), "root may write everywhere");
        assertRefused(readOnly.resolve("image.tar"), "cannot be written to");
    }

    @Test
    void refusesWhatIsNoRegularFile() throws IOException {
        assertRefused(Files.createDirectory(directory.resolve("folder")), "it is a directory");
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device), "there is no /dev/null here");
        assertRefused(device, "it is not a regular file");
        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void refusesARoot() {
        assertRefused(directory.getRoot(), "it is a directory");
    }

    private static void assertRefused(Path target, String why) {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> PendingFile.create(target))
                .withMessageContaining("cannot write " + target)
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.INVALID_ARGUMENT));
    }

    @Test
    void aCommitThatFailsLeavesNothing() throws IOException {
        Path target = directory.resolve("image.tar");
        try (PendingFile pending = PendingFile.create(target)) {
            Files.createDirectories(target.resolve("in-the-way"));
            assertThatIOException().isThrownBy(pending::commit);
        }
        assertThat(names()).containsExactly("image.tar");
    }

    /** A JVM of its own, for a signal ends it. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            PendingFile pending = PendingFile.create(Path.of(args[0]));
            pending.channel().write(ByteBuffer.allocate(1000));
            System.out.println("writing");
            while (System.in.read() >= 0) {
                // Goes on until it is killed.
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    @Timeout(60)
    void aSignalLeavesNothing(String signal) throws Exception {
        Path env = Path.of("/usr/bin/env");
        assumeTrue(Files.exists(env), "needs env, to undo that signals are ignored in the background");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(
                        env.toString(),
                        "--default-signal",
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        directory.resolve("image.tar").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(child.inputReader().readLine()).isEqualTo("writing");
            assertThat(names()).hasSize(1);
            new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + child.pid())
                    .start()
                    .waitFor();
            assertThat(child.waitFor()).isNotZero();
            assertThat(names()).isEmpty();
        } finally {
            child.destroyForcibly();
        }
    }
}
