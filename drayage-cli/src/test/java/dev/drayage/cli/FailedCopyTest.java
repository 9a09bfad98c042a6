package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy or import that fails leaves nothing of a destination that it would have made. */
class FailedCopyTest {
    @TempDir
    private Path directory;

    private Path root;
    private Path broken;

    @BeforeEach
    void breakAnImage() throws IOException {
        root = directory.resolve("made/on/the/way/store");
        broken = directory.resolve("broken");
        dray("copy", "oci:" + Fixtures.hello(), "oci:" + broken + ":v1").requireSuccess();
        for (Path blob : Fixtures.filesBelow(broken.resolve("blobs"))) {
            if (Files.size(blob) < 300) {
                Files.delete(blob);
            }
        }
    }

    private void fails(Object... words) {
        assertThat(dray(words).exitCode()).isNotZero();
    }

    @Test
    void anImportThatFailsLeavesNoStore() {
        for (String source : new String[] {"absent.tar", "oci:absent", "oci:" + broken + ":absent"}) {
            fails("import", source, "--root", root);
            assertThat(directory.resolve("made")).as(source).doesNotExist();
        }
        fails("import", broken + ":absent", "--root", root);
        assertThat(directory.resolve("made")).doesNotExist();
    }

    @Test
    void aCopyThatFailsLeavesNoStoreOrLayout() {
        Path layout = directory.resolve("made/too/layout");
        for (String source : new String[] {"oci-archive:absent.tar", "oci:absent", "oci:" + broken + ":absent"}) {
            fails("copy", source, "app:v1", "--root", root);
            fails("copy", source, "oci:" + layout + ":v1");
            fails("copy", source, "oci-archive:" + directory.resolve("out.tar") + ":v1");
            assertThat(directory.resolve("made")).as(source).doesNotExist();
        }
        assertThat(directory.toFile().list()).containsExactly("broken");
    }

    @Test
    void anImageOfWhichSomethingIsMissingLeavesNothingEither() {
        Path layout = directory.resolve("made/too/layout");
        fails("copy", "oci:" + broken + ":v1", "oci:" + layout + ":v1", "--all-platforms");
        fails("copy", "oci:" + broken + ":v1", "app:v1", "--all-platforms", "--root", root);
        assertThat(directory.resolve("made")).doesNotExist();
    }

    @Test
    void aDirectoryThatHoldsSomethingElseIsLeftAsItIs() throws IOException {
        Path other = Files.createDirectories(directory.resolve("other"));
        Files.writeString(other.resolve("file"), "precious");
        fails("copy", "oci:" + Fixtures.hello(), "oci:" + other + ":v1");
        assertThat(other.toFile().list()).containsExactly("file");
        Path empty = Files.createDirectories(directory.resolve("empty"));
        fails("copy", "oci:" + broken + ":v1", "oci:" + empty + ":v1", "--all-platforms");
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void whatSucceededStaysAndIsPrivate() throws IOException {
        dray("import", "oci:" + Fixtures.hello(), "--root", root).requireSuccess();
        fails("import", "oci:" + broken + ":v1", "--all-platforms", "--root", root);
        assertThat(dray("ls", "--root", root).requireSuccess().lines()).hasSizeGreaterThan(1);
        assertThat(dray("lease", "ls", "--root", root).requireSuccess().lines()).hasSize(1);
        for (String each : new String[] {"", "blobs", "ingest"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(each))))
                    .as(each)
                    .isEqualTo("rwx------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("metadata.db"))))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(root.resolve("blobs"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(root.resolve("metadata.db"), PosixFilePermissions.fromString("rw-rw-r--"));
        dray("ls", "--root", root).requireSuccess();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("blobs"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("metadata.db"))))
                .isEqualTo("rw-------");
    }
}
