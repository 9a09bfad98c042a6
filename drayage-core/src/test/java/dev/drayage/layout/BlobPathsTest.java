package dev.drayage.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobPathsTest {
    private static final String HEX = "ab".repeat(32);

    @ParameterizedTest
    @EnumSource
    void digestsAndPathsAreTurnedIntoEachOther(DigestAlgorithm algorithm) {
        Digest digest = Digest.compute(algorithm, new byte[3]);
        assertThat(BlobPaths.digest(BlobPaths.path(digest))).contains(digest);
    }

    @Test
    void aPathIsThatOfTheSpecification() {
        assertThat(BlobPaths.path(Digest.parse("sha256:" + HEX))).isEqualTo("blobs/sha256/" + HEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "blobs",
                "blobs/",
                "blobs/sha256",
                "blobs/sha256/",
                "blobs/sha256/abc",
                "blobs/md5/00112233445566778899aabbccddeeff",
                "blobs/SHA256/" + "0000000000000000000000000000000000000000000000000000000000000000",
                "blobs/sha256/" + "000000000000000000000000000000000000000000000000000000000000000G",
                "blobs/sha256/" + "0000000000000000000000000000000000000000000000000000000000000000/",
                "blobs/sha256/../sha256/" + "0000000000000000000000000000000000000000000000000000000000000000",
                "blobs//sha256/" + "0000000000000000000000000000000000000000000000000000000000000000",
                "/blobs/sha256/" + "0000000000000000000000000000000000000000000000000000000000000000",
                "blobs/sha512/" + "0000000000000000000000000000000000000000000000000000000000000000",
                "index.json"
            })
    void otherPathsAreOfNoBlob(String path) {
        assertThat(BlobPaths.digest(path)).isEmpty();
    }
}
