package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.tar.ArchiveContent;
import dev.drayage.tar.RawTar;
import dev.drayage.tar.RawTar.Header;
import dev.drayage.tar.TarHeader;
import dev.drayage.tar.TarLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Archives of very many entries, none of which are anywhere but in the test's mind. */
class ManyEntriesTest {

    /**
     * The heap is what is measured, so this runs in a JVM of its own: 100,000 in 16 MB. {@code -Ddrayage.entries=1000000}
     * makes it the full number in 64 MB, which takes half a minute.
     */
    @Test
    void aMillionOfThemFitA64MegabyteHeap() throws Exception {
        int entries = Integer.getInteger("drayage.entries", 100_000);
        Process process = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx" + Math.max(16, entries / 15_625) + "m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Indexing.class.getName(),
                        String.valueOf(entries)))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void moreThanTheLimitAreRefused() {
        assertThatThrownBy(() -> ArchiveContent.index(new TinyEntries(101), "many.tar", new TarLimits(100, 1024)))
                .isInstanceOf(ContentException.class)
                .hasMessage("many.tar has more than 100 entries, the limit; raise the limit if it is meant to be this"
                        + " large");
    }

    /** Indexes so many entries, and opens some. */
    static final class Indexing {
        private Indexing() {}

        public static void main(String[] arguments) throws IOException {
            int entries = Integer.parseInt(arguments[0]);
            try (ArchiveContent archive =
                    ArchiveContent.index(new TinyEntries(entries), "many.tar", TarLimits.defaults())) {
                for (int i = 0; i < entries; i += entries / 100) {
                    requireRight(archive, i);
                }
                if (archive.file(TinyEntries.name(entries)).isPresent()) {
                    throw new AssertionError("found an entry that is not there");
                }
            }
        }

        private static void requireRight(ArchiveContent archive, int number) throws IOException {
            try (Blob blob = archive.file(TinyEntries.name(number)).orElseThrow()) {
                ByteBuffer content = ByteBuffer.allocate(1);
                if (blob.size() != 1 || blob.readAt(0, content) != 1 || content.get(0) != 'x') {
                    throw new AssertionError("entry " + number + " has " + blob.size() + " bytes");
                }
            }
        }
    }

    /** A tar of so many files of one byte, made where it is read. */
    private record TinyEntries(int count) implements Blob {
        private static final int EACH = 2 * TarHeader.BLOCK;

        static String name(int number) {
            return String.format("some/folder/with/a/longer/name/entry-%08d.json", number);
        }

        @Override
        public long size() {
            return (long) count * EACH;
        }

        @Override
        public int readAt(long position, ByteBuffer target) {
            if (position >= size()) {
                return -1;
            }
            int start = target.position();
            while (target.hasRemaining() && position < size()) {
                byte[] entry = entry((int) (position / EACH));
                int from = (int) (position % EACH);
                int part = Math.min(target.remaining(), EACH - from);
                target.put(entry, from, part);
                position += part;
            }
            return target.position() - start;
        }

        private static byte[] entry(int number) {
            return new RawTar()
                    .add(new Header(name(number), '0', 1))
                    .data(new byte[] {'x'})
                    .toBytes();
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
