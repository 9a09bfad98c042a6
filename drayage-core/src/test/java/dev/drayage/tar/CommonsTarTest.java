package dev.drayage.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.Randomized;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.junit.jupiter.api.Test;

/** Tars that commons-compress writes, in every way it can, are read as commons-compress reads them. */
class CommonsTarTest {
    private static final byte[] TYPES = {
        TarConstants.LF_NORMAL,
        TarConstants.LF_OLDNORM,
        TarConstants.LF_CONTIG,
        TarConstants.LF_DIR,
        TarConstants.LF_LINK,
        TarConstants.LF_SYMLINK,
        TarConstants.LF_FIFO,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
    };

    @Test
    void readsWhatCommonsCompressWritesAsItDoesItself() {
        Randomized.check(300, random -> {
            byte[] tar = write(random);
            List<TarEntry> entries = RawTar.scan(tar);
            try (TarFile expected = new TarFile(tar, StandardCharsets.UTF_8.name())) {
                assertThat(entries).hasSameSizeAs(expected.getEntries());
                for (int i = 0; i < entries.size(); i++) {
                    assertSame(entries.get(i), expected.getEntries().get(i), expected, tar);
                }
            }
        });
    }

    private static void assertSame(TarEntry entry, TarArchiveEntry expected, TarFile file, byte[] tar)
            throws IOException {
        assertThat(entry.path()).isEqualTo(withoutSlash(expected.getName()));
        assertThat(entry.type()).isEqualTo(type(expected));
        if (entry.type() == TarEntry.Type.HARD_LINK || entry.type() == TarEntry.Type.SYMBOLIC_LINK) {
            assertThat(entry.linkTarget()).isEqualTo(expected.getLinkName());
        }
        if (entry.type() == TarEntry.Type.FILE) {
            int start = (int) entry.dataOffset();
            assertThat(entry.size()).isEqualTo(expected.getSize());
            assertThat(entry.dataOffset()).isEqualTo(expected.getDataOffset());
            assertThat(Arrays.copyOfRange(tar, start, start + (int) entry.size()))
                    .isEqualTo(file.getInputStream(expected).readAllBytes());
        }
    }

    private static TarEntry.Type type(TarArchiveEntry entry) {
        if (entry.isDirectory()) {
            return TarEntry.Type.DIRECTORY;
        }
        if (entry.isLink()) {
            return TarEntry.Type.HARD_LINK;
        }
        if (entry.isSymbolicLink()) {
            return TarEntry.Type.SYMBOLIC_LINK;
        }
        if (entry.getLinkFlag() == TarConstants.LF_CONTIG) {
            return TarEntry.Type.UNKNOWN;
        }
        return entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice()
                ? TarEntry.Type.SPECIAL
                : TarEntry.Type.FILE;
    }

    private static String withoutSlash(String name) {
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private static byte[] write(Random random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(Randomized.oneOf(
                    random, List.of(TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX)));
            tar.setBigNumberMode(Randomized.oneOf(
                    random, List.of(TarArchiveOutputStream.BIGNUMBER_STAR, TarArchiveOutputStream.BIGNUMBER_POSIX)));
            tar.setAddPaxHeadersForNonAsciiNames(random.nextBoolean());
            List<String> names = new ArrayList<>(List.of("first"));
            for (int i = random.nextInt(8); i >= 0; i--) {
                add(tar, names, random);
            }
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, List<String> names, Random random) throws IOException {
        byte type = TYPES[random.nextInt(TYPES.length)];
        String name = name(random) + (type == TarConstants.LF_DIR ? "/" : "");
        if (type == TarConstants.LF_OLDNORM) {
            name = name.replace('/', '_'); // cut behind a slash, it would be a directory to some
        }
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        byte[] content = new byte[0];
        if (type == TarConstants.LF_LINK || type == TarConstants.LF_SYMLINK) {
            entry.setLinkName(Randomized.oneOf(random, names));
        } else if (type < '1' || type > '6') {
            content = new byte[random.nextInt(3) == 0 ? 512 * random.nextInt(3) : random.nextInt(2000)];
            random.nextBytes(content);
        }
        entry.setSize(content.length);
        entry.setUserId(random.nextInt(4) == 0 ? 1L << 40 : 1000L);
        entry.setModTime(random.nextInt(4) == 0 ? -1_234_567L : 1_700_000_000_000L);
        names.add(name);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static String name(Random random) {
        String alphabet = Randomized.oneOf(random, List.of("abc.", "ab\u00e9\u4e2d"));
        StringBuilder name = new StringBuilder("n");
        for (int length = random.nextInt(random.nextBoolean() ? 50 : 350); name.length() < length; ) {
            name.append(alphabet.charAt(random.nextInt(alphabet.length())));
            if (random.nextInt(30) == 0) {
                name.append("/n");
            }
        }
        return name.toString();
    }
}
