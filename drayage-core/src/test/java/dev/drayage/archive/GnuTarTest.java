package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.tar.ArchiveContent;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives that GNU tar writes are read, and those that are written here GNU tar and Python read. */
@Timeout(60)
class GnuTarTest {
    /** Prints path, type, mode, size and the rest that must be nothing, of each entry. */
    private static final String PYTHON_LIST = """
            import sys, tarfile
            for e in tarfile.open(sys.argv[1]):
                print(e.name, e.isdir(), oct(e.mode), e.size, e.offset_data, e.uid + e.gid + e.mtime, e.uname + e.gname)
            """;

    @TempDir
    private Path directory;

    private final Map<String, byte[]> files = new TreeMap<>();

    private Program tar() {
        return Peers.require("tar").in(directory);
    }

    private Path write(String name, int size) throws IOException {
        byte[] bytes = ImageBuilder.noise(files.size(), size);
        Path file = directory.resolve("in").resolve(name);
        Files.createDirectories(file.getParent());
        files.put(name, bytes);
        return Files.write(file, bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "--format=v7, 90",
        "--format=ustar, 250",
        "--format=gnu, 3000",
        "--format=oldgnu, 3000",
        "--format=pax, 3000",
        "--format=pax --pax-option=comment=none, 3000",
        "--format=gnu --blocking-factor=1, 3000",
    })
    void readsEveryFormat(String options, int longest) throws IOException {
        for (int size : new int[] {0, 1, 511, 512, 513, 70_000}) {
            write("blobs/sha256/size-" + size, size);
        }
        for (int length : new int[] {80, 90, 99, 100, 101, 155, 200, 250, 256, 257, 1000, 3000}) {
            if (length <= longest) {
                write(name(length), length);
            }
        }
        for (String prefix : List.of("--transform=s,x,x,", "--transform=s,^\\./,,")) {
            List<String> arguments = new ArrayList<>(List.of(options.split(" ", -1)));
            arguments.addAll(List.of(prefix, "-C", "in", "-cf", "out.tar", "."));
            tar().run(arguments.toArray(new String[0])).requireSuccess();
            assertHolds(directory.resolve("out.tar"));
        }
    }

    /** A path of this length, made of parts that a file system takes and that USTAR can split. */
    private static String name(int length) {
        StringBuilder name = new StringBuilder("d" + length);
        while (name.length() < length) {
            name.append(name.length() % 50 == 49 && name.length() < length - 1 ? '/' : 'n');
        }
        return name.toString();
    }

    private void assertHolds(Path archive) throws IOException {
        try (ArchiveContent content = ArchiveContent.open(archive)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                try (Blob blob = content.file(file.getKey()).orElseThrow()) {
                    assertThat(blob.newInputStream().readAllBytes())
                            .as(file.getKey())
                            .isEqualTo(file.getValue());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"--format=gnu", "--format=ustar", "--format=pax"})
    void aFileOfTwoNamesHasBoth(String format) throws IOException {
        Path first = write("a", 1000);
        Files.createLink(first.resolveSibling("b"), first);
        files.put("b", files.get("a"));
        tar().run(format, "-C", "in", "-cf", "out.tar", ".").requireSuccess();

        assertHolds(directory.resolve("out.tar"));
    }

    @ParameterizedTest
    @CsvSource({
        "--format=gnu",
        "--format=oldgnu",
        "--sparse-version=0.0",
        "--sparse-version=0.1",
        "--sparse-version=1.0"
    })
    void aSparseFileIsNamedAndTheOthersAreRead(String format) throws IOException {
        write("after", 700);
        write("zz", 1);
        Path holes = directory.resolve("in/holes");
        try (RandomAccessFile file = new RandomAccessFile(holes.toFile(), "rw")) {
            for (int i = 0; i < 60; i++) {
                file.seek(i * 1_000_000L);
                file.write(new byte[4096]);
                file.write(i + 1);
            }
        }
        String pax = format.startsWith("--format") ? format : "--format=pax";
        tar().run(pax, format, "--sparse", "-C", "in", "-cf", "out.tar", "./holes", "after", "zz")
                .requireSuccess();
        assertThat(directory.resolve("out.tar").toFile().length())
                .as("it is sparse")
                .isLessThan(10_000_000);

        assertHolds(directory.resolve("out.tar"));
        try (ArchiveContent content = ArchiveContent.open(directory.resolve("out.tar"))) {
            assertThatThrownBy(() -> content.file("holes"))
                    .isInstanceOf(ContentException.class)
                    .hasMessageContaining("entry holes at offset 0 is a sparse file; it has to be a file");
        }
    }

    @Test
    void gnuTarUnpacksWhatIsWritten() throws IOException {
        MemoryContent content = new MemoryContent();
        ImageArchive archive = Archives.plan(content, imageOfAllAlgorithms(content));
        archive.writeTo(directory.resolve("image.tar"));
        Files.createDirectory(directory.resolve("out"));
        tar().run("-xf", "image.tar", "-C", "out").requireSuccess();

        for (Map.Entry<String, byte[]> file : Archives.files(archive).entrySet()) {
            assertThat(directory.resolve("out").resolve(file.getKey())).hasBinaryContent(file.getValue());
        }
        String listed =
                tar().env("TZ", "UTC").run("-tvf", "image.tar").requireSuccess().out();
        assertThat(listed.lines())
                .hasSize(archive.entries().size())
                .allMatch(line -> line.matches("(d|-)r.* 0/0 +[0-9]+ 1970-01-01 00:00 .*"));
    }

    @Test
    void pythonReadsWhatIsWritten() throws IOException {
        MemoryContent content = new MemoryContent();
        ImageArchive archive = Archives.plan(content, imageOfAllAlgorithms(content));
        archive.writeTo(directory.resolve("image.tar"));

        String listed = Peers.require("python3")
                .run("-c", PYTHON_LIST, directory.resolve("image.tar").toString())
                .requireSuccess()
                .out();
        assertThat(listed.lines())
                .containsExactlyElementsOf(archive.entries().stream()
                        .map(GnuTarTest::asPythonListsIt)
                        .toList());
    }

    private static String asPythonListsIt(ImageArchive.Entry entry) {
        String path =
                entry.isDirectory() ? entry.path().substring(0, entry.path().length() - 1) : entry.path();
        return path + (entry.isDirectory() ? " True" : " False") + " 0o" + Integer.toOctalString(entry.mode()) + " "
                + entry.size() + " " + entry.dataOffset() + " 0 ";
    }

    /** All but the content of a blob of nine gibibytes is written; where that is, the file has a hole. */
    @Test
    void bothReadTheSizeOfAHugeBlob() throws IOException {
        HugeContent content = new HugeContent(9L << 30);
        ImageArchive archive = Archives.plan(content, content.descriptor());
        ImageArchive.Entry blob = archive.entries().get(2);
        assertThat(blob.dataOffset() - blob.offset()).isEqualTo(1536);
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("image.tar").toFile(), "rw")) {
            copy(archive, 0, blob.dataOffset(), file);
            copy(archive, blob.end(), archive.size(), file);
        }

        assertThat(tar().run("-tvf", "image.tar").requireSuccess().out()).contains(" 9663676416 ");
        assertThat(Peers.require("python3")
                        .run("-c", PYTHON_LIST, directory.resolve("image.tar").toString())
                        .requireSuccess()
                        .out())
                .contains(asPythonListsIt(blob))
                .contains("oci-layout");
        try (ArchiveContent read = ArchiveContent.open(directory.resolve("image.tar"))) {
            assertThat(read.info(content.descriptor().digest()).orElseThrow().size())
                    .isEqualTo(9L << 30);
        }
    }

    private static void copy(ImageArchive archive, long from, long to, RandomAccessFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
        archive.readAt(from, bytes);
        file.seek(from);
        file.write(bytes.array());
    }

    private static Descriptor[] imageOfAllAlgorithms(MemoryContent content) {
        List<Descriptor> images = new ArrayList<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            images.add(
                    ImageBuilder.anImageIn(content).by(algorithm).withLayers(2).build());
        }
        images.add(content.add(MediaTypes.OCI_LAYER, new byte[0]));
        return images.toArray(new Descriptor[0]);
    }
}
