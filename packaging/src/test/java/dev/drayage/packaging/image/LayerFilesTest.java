package dev.drayage.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.drayage.packaging.image.LayerFiles.Times;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerFilesTest {
    private static final FileTime RELEASED = FileTime.from(Instant.parse("2026-11-24T00:00:00Z"));

    @TempDir
    Path directory;

    @Test
    void sortsEntriesWithParentsBeforeWhatLiesInThem() throws IOException {
        LayerFiles files = new LayerFiles()
                .text("usr/share/b", List.of("b"))
                .text("etc/z", List.of())
                .text("usr/share.d", List.of("c"))
                .directory("etc", 0755, 0);

        assertThat(entries(files))
                .extracting(TarArchiveEntry::getName)
                .containsExactly("etc/", "etc/z", "usr/", "usr/share.d", "usr/share/", "usr/share/b");
    }

    @Test
    void givesDirectoriesTheModeAndOwnerAskedForWhateverCameFirst() throws IOException {
        LayerFiles files = new LayerFiles()
                .text("home/user/.keep", List.of())
                .directory("home/user", 0700, 65532)
                .directory("tmp", 01777, 0);

        assertThat(entries(files))
                .extracting(TarArchiveEntry::getName, TarArchiveEntry::getMode, TarArchiveEntry::getLongUserId)
                .contains(tuple("home/", 0755, 0L), tuple("home/user/", 0700, 65532L), tuple("tmp/", 01777, 0L));
    }

    @Test
    void keepsOfFilesOnTheDiskWhetherTheyAreRunAndTimesWhereAsked() throws IOException {
        Path program = Files.writeString(directory.resolve("program"), "x");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(
                Files.writeString(directory.resolve("text"), "x"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("../program"));
        Files.setLastModifiedTime(program, RELEASED);

        List<TarArchiveEntry> kept = entries(new LayerFiles().tree(program, "opt/program", Times.KEPT));
        List<TarArchiveEntry> entries = entries(new LayerFiles().tree(directory, "", Times.NONE));

        assertThat(kept.get(1).getLastModifiedTime()).isEqualTo(RELEASED);
        assertThat(entries)
                .extracting(TarArchiveEntry::getName, TarArchiveEntry::getMode, TarArchiveEntry::getLinkName)
                .containsExactly(
                        tuple("link", 0777, "../program"), tuple("program", 0755, ""), tuple("text", 0644, ""));
        assertThat(entries).allMatch(entry -> entry.getLastModifiedTime().toMillis() == 0);
    }

    @Test
    void refusesAPathThatIsThereTwice() {
        LayerFiles files = new LayerFiles().text("etc/passwd", List.of());

        assertThatThrownBy(() -> files.text("etc/passwd", List.of())).hasMessageContaining("/etc/passwd");
    }

    private static List<TarArchiveEntry> entries(LayerFiles files) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        files.writeTo(tar);
        List<TarArchiveEntry> entries = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar.toByteArray()))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
