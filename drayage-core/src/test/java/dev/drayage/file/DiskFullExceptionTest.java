package dev.drayage.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiskFullExceptionTest {
    private static final Path FILE = Path.of("/images/blobs/data");

    @Test
    void aFileThatMayNotBecomeSoLargeIsToldFromAFullDisk() {
        IOException failure = new IOException("File too large");
        assertThat(DiskFullException.explain(failure, FILE, 5000))
                .isInstanceOf(DiskFullException.class)
                .hasMessage(
                        "cannot write /images/blobs/data: file too large; 5000 bytes are needed; the file system takes"
                                + " no larger file, or ulimit -f allows none; choose another place, or raise the limit");
        assertThat(DiskFullException.explainSpool(failure, FILE, 4096))
                .hasMessageStartingWith(
                        "file too large in /images/blobs/data after 4096 bytes; the file system takes no");
    }

    @Test
    void anyOtherFailureStaysAsItIs() {
        IOException failure = new IOException("Input/output error");
        assertThat(DiskFullException.explain(failure, FILE, 1)).isSameAs(failure);
    }
}
